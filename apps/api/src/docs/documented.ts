import type { z } from 'zod';
import type { ProblemCode } from '#http';
import type { RefusalCode } from '../refusals/refusals.js';

export interface DocumentedBody {
  readonly schema: z.ZodType;
  readonly example: unknown;
  /** `application/json` where absent. */
  readonly media?: string;
  readonly description?: string;
}

export interface DocumentedAnswer {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly example: unknown;
  readonly media?: string;
}

export interface DocumentedParameter {
  readonly name: string;
  readonly in: 'query' | 'header' | 'path';
  readonly description: string;
  readonly example: unknown;
  readonly schema?: Readonly<Record<string, unknown>>;
  /** May stand several times. */
  readonly repeatable?: boolean;
}

/** What `docs/openapi.yaml` says of one route, beside what follows from its path. */
export interface Documentation {
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Needs no bearer token. */
  readonly open?: boolean;
  readonly body?: DocumentedBody;
  readonly parameters?: readonly DocumentedParameter[];
  /** By status. */
  readonly answers: Readonly<Record<number, DocumentedAnswer>>;
  readonly problems?: readonly ProblemCode[];
  /** What the log may record as its answer, heard by `Prefer: wait` or `?after`. */
  readonly refusals?: readonly RefusalCode[];
  /** Answers `?after=token` by the recorded refusal of what was posted. */
  readonly hearsRefusals?: boolean;
  /**
   * Posts a command or a fact: the common parameters, answers and problems of posting are added.
   */
  readonly posts?: boolean;
  /** Set by the method: a page of another site may not send it. */
  readonly changes?: boolean;
}

const documented = new Map<string, Documentation>();

const nameOf = (controller: string, method: string): string => `${controller}.${method}`;

/** Only notes it down: schemas are converted when somebody wants the document. */
export const Documented =
  (documentation: Documentation): MethodDecorator =>
  (target, method) => {
    documented.set(nameOf(target.constructor.name, String(method)), documentation);
  };

export const documentationOf = (controller: string, method: string): Documentation | undefined =>
  documented.get(nameOf(controller, method));
