import { problemCodes } from './codes.js';
import type { ProblemCode } from './codes.js';

/** One place of the input and what was expected there. */
export interface FieldError {
  readonly field: string;
  readonly expected: string;
  readonly got?: string;
}

/** One place of the input whose form is right: what is wrong with what it says. */
export interface FieldComplaint {
  readonly field: string;
  readonly detail: string;
}

type Errors = readonly (FieldError | FieldComplaint)[];

/** RFC 9457, `application/problem+json`. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly errors?: Errors;
  /** What else the problem says: the number it is about, the fields that differ, … */
  readonly [member: string]: unknown;
}

export interface ProblemExtras {
  readonly errors?: Errors;
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export const problemType = (code: string): string => `urn:oms:problem:${code}`;

/** Thrown where a request cannot be answered as asked; the filter writes the document. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly document: ProblemDocument;
  readonly headers: Readonly<Record<string, string>>;

  constructor(document: ProblemDocument, headers: Readonly<Record<string, string>> = {}) {
    super(document.detail);
    this.document = document;
    this.headers = headers;
  }
}

export const problem = (
  code: ProblemCode,
  detail: string,
  { errors, members, headers }: ProblemExtras = {},
): Problem => {
  const [status, title] = problemCodes[code];
  return new Problem(
    {
      type: problemType(code),
      title,
      status,
      detail,
      code,
      ...(errors === undefined ? {} : { errors }),
      ...members,
    },
    headers,
  );
};

/** A problem with one place of the input. */
export const fieldProblem = (code: ProblemCode, error: FieldError): Problem =>
  problem(code, `${error.field}: expected ${error.expected}`, { errors: [error] });

const shownCharsMax = 80;

/** What came in, short enough for an answer and without control characters; a number says so. */
export const shown = (value: unknown): string => {
  if (typeof value === 'number') return `the number ${value}`;
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const clean = text.replace(/\p{Cc}/gu, '�');
  return clean.length > shownCharsMax ? `${clean.slice(0, shownCharsMax)}…` : clean;
};
