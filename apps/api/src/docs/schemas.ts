import type { SchemaObject } from '@nestjs/swagger';
import { z } from 'zod';
import { constraintKeyword } from '#contracts';

const ownPrefix = '#/$defs/';
const documentPrefix = '#/components/schemas/';
const examplePrefix = '#/components/examples/';

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;

const hidden = new Set(['$schema', '$defs', constraintKeyword]);
/** A whole number's own bounds say nothing to people. */
const isSafeBound = (value: unknown): boolean =>
  value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER;

/** Keywords for the program alone, and references as the document has them. */
const rewritten = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(rewritten);
  if (!isJson(value)) return value;
  const kept = Object.entries(value).filter(
    ([name, inner]) => !hidden.has(name) && !isSafeBound(inner),
  );
  return Object.fromEntries(
    kept.map(([name, inner]) => [
      name,
      name === '$ref' && typeof inner === 'string'
        ? inner.replace(ownPrefix, documentPrefix)
        : rewritten(inner),
    ]),
  );
};

/** JSON Schemas of zod's, the named ones once under the document's components. */
export class Schemas {
  readonly #named = new Map<string, unknown>();
  readonly #examples = new Map<string, { value: object }>();

  of(schema: z.ZodType, io: 'input' | 'output'): SchemaObject {
    const made: Json = { ...z.toJSONSchema(schema, { io, unrepresentable: 'any' }) };
    const { $defs: definitions, id: name, ...own } = made;
    if (isJson(definitions)) {
      for (const [each, definition] of Object.entries(definitions)) this.#add(each, definition);
    }
    if (typeof name !== 'string') return rewritten(own) as SchemaObject;
    this.#add(name, own);
    return { $ref: `${documentPrefix}${name}` } as SchemaObject;
  }

  /** A schema that is written by hand. */
  add(name: string, schema: Json): void {
    this.#add(name, schema);
  }

  /** An example that stands once under the document's components; what refers to it. */
  example(name: string, value: object): object {
    this.#examples.set(name, { value });
    return { $ref: `${examplePrefix}${name}` };
  }

  examples(): Record<string, { value: object }> {
    return Object.fromEntries([...this.#examples].toSorted(byName));
  }

  all(): Record<string, SchemaObject> {
    return Object.fromEntries([...this.#named].toSorted(byName)) as Record<string, SchemaObject>;
  }

  #add(name: string, schema: unknown): void {
    const { id: _id, ...own } = isJson(schema) ? schema : {};
    this.#named.set(name, rewritten(own));
  }
}
