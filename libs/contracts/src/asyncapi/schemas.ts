/** JSON Schemas for a document: definitions in one place, each form of a value named once. */
import { invariant } from '#kernel';
import type { z } from 'zod';
import * as forms from '../catalogue/forms.js';
import { jsonSchemaOf } from '../validation.js';

export type Json = Readonly<Record<string, unknown>>;

const place = '#/components/schemas/';
export const schemaRef = (name: string): Json => ({ $ref: `${place}${name}` });

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const named: Readonly<Record<string, z.ZodType>> = {
  Tenant: forms.tenant,
  KeyPart: forms.node,
  Text32: forms.text(32),
  Text64: forms.text(64),
  Text128: forms.text(128),
  Text256: forms.text(256),
  Text512: forms.text(512),
  Words32: forms.proseOf(32),
  Words64: forms.proseOf(64),
  Words128: forms.proseOf(128),
  Words256: forms.proseOf(256),
  Words320: forms.proseOf(320),
  Words512: forms.proseOf(512),
  Prose: forms.prose,
  Quantity: forms.quantity,
  Total: forms.total,
  Signed: forms.signed,
  Difference: forms.difference,
  Price: forms.price,
  Minor: forms.minor,
  Count: forms.count,
  Time: forms.time,
  AnyTime: forms.anyTime,
  Promise: forms.promise,
  Currency: forms.currency,
  OmsNumber: forms.omsNumber,
};

const withoutDialect = ({ $schema: _dialect, ...schema }: Json): Json => schema;

/** Collects what schemas refer to, so that each definition stands in the document once. */
export class SchemaShelf {
  readonly #definitions = new Map<string, Json>();
  readonly #formNames = new Map<string, string>();

  constructor() {
    for (const [name, form] of Object.entries(named)) {
      const schema = withoutDialect(jsonSchemaOf(form));
      const text = JSON.stringify(schema);
      if (this.#formNames.has(text)) continue;
      this.#formNames.set(text, name);
      this.#definitions.set(name, schema);
    }
  }

  /** The schema with every definition moved to the shelf. */
  shelved(schema: z.ZodType): Json {
    const { $defs: definitions, ...body } = withoutDialect(jsonSchemaOf(schema));
    if (isJson(definitions)) {
      for (const [name, definition] of Object.entries(definitions)) this.#keep(name, definition);
    }
    return this.#shared(body) as Json;
  }

  get definitions(): Json {
    const byName = [...this.#definitions].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(byName);
  }

  #keep(name: string, definition: unknown): void {
    const shared = this.#shared(definition) as Json;
    const kept = this.#definitions.get(name);
    invariant(
      kept === undefined || JSON.stringify(kept) === JSON.stringify(shared),
      `two definitions of the name ${name}`,
    );
    this.#definitions.set(name, shared);
  }

  /** References to definitions lead to the shelf; a form that has a name is a reference too. */
  #shared(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.#shared(each));
    if (!isJson(value)) return value;
    const name = this.#formNames.get(JSON.stringify(value));
    if (name !== undefined) return schemaRef(name);
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) =>
        key === '$ref' && typeof each === 'string'
          ? [key, each.replace('#/$defs/', place)]
          : [key, this.#shared(each)],
      ),
    );
  }
}
