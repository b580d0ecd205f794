import type { z } from 'zod';
import type { Keyed } from './inbox-record.js';
import { vocabularies } from './services.js';
import { jsonSchemaOf } from './validation.js';

/** One message of an inbox with the JSON Schema of its data. */
export interface CommandSchema {
  readonly service: string;
  readonly keyed: Keyed;
  /** `order.place` */
  readonly type: string;
  readonly schema: z.core.JSONSchema.JSONSchema;
}

/** Every message that an inbox takes, for what tries them all. */
export const commandSchemas = (): readonly CommandSchema[] =>
  vocabularies.flatMap(({ service, keyed, commands }) =>
    Object.entries(commands).map(([type, { data }]) => ({
      service,
      keyed,
      type,
      schema: jsonSchemaOf(data),
    })),
  );
