import { constraintKeyword } from '#contracts';
import type { CommandSchema } from '#contracts';
import type { Dice } from '../dice.js';
import { badNames, edgeNames, edgeTexts } from './edges.js';

type Schema = CommandSchema['schema'];
type Branch = Schema | boolean;

/** A value for a field that means something to its message: a number, a reference, a shipment. */
export type Known = (field: string) => { readonly value: unknown } | undefined;

/** Draws data that a schema lets pass, or nearly: each field at one of its edges. */
export class Drawing {
  constructor(
    private readonly dice: Dice,
    private readonly known: Known,
  ) {}

  pick<T>(from: readonly T[]): T | undefined {
    return from[this.dice.below(from.length)];
  }

  data(root: Schema): unknown {
    return this.#value(root, root, '');
  }

  #value(schema: Schema, root: Schema, field: string): unknown {
    const known = this.known(field);
    if (known !== undefined) return known.value;
    const { $ref, anyOf, oneOf } = schema;
    if ($ref !== undefined) return this.#branch(definition(root, $ref), root, field);
    const branches = oneOf ?? anyOf;
    if (branches !== undefined) return this.#branch(this.pick(branches) ?? false, root, field);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return this.pick(schema.enum);
    switch (schema.type) {
      case 'object':
        return this.#object(schema, root);
      case 'array':
        return this.#array(schema, root, field);
      case 'null':
        return null;
      case 'boolean':
        return this.dice.chance(0.5);
      case 'integer':
      case 'number':
        return this.#number(schema);
      default:
        return this.#text(schema);
    }
  }

  #branch(schema: Branch, root: Schema, field: string): unknown {
    return typeof schema === 'boolean' ? null : this.#value(schema, root, field);
  }

  #object({ properties = {}, required = [] }: Schema, root: Schema): object {
    const optional = this.pick([0, 0.3, 0.3, 1]) ?? 0;
    const drawn = Object.entries(properties)
      .filter(([name]) => required.includes(name) || this.dice.chance(optional))
      .map(([name, schema]) => [name, this.#branch(schema, root, name)] as const);
    return Object.fromEntries(drawn);
  }

  #array({ items, minItems = 0, maxItems = 100 }: Schema, root: Schema, field: string): unknown {
    const few = this.dice.below(4);
    const many = this.dice.chance(0.002) ? maxItems : few;
    const length = Math.min(maxItems, Math.max(minItems, many));
    const item = Array.isArray(items) ? items[0] : items;
    if (item === undefined) return [];
    return Array.from({ length }, (_, at) => {
      const drawn = this.#branch(item, root, `${field}[]`);
      // Lists of lines name each one once: large ones count them.
      return length > few && isNamed(drawn) ? { ...drawn, line: String(at + 1) } : drawn;
    });
  }

  #number({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Schema): number {
    const near = [minimum, minimum + 1, maximum, maximum - 1, 0, 1, 100, 1_000];
    return this.pick(near.filter((value) => value >= minimum && value <= maximum)) ?? minimum;
  }

  #text(schema: Schema): unknown {
    const constraint = schema[constraintKeyword];
    const texts = typeof constraint === 'string' ? edgeTexts[constraint] : undefined;
    if (this.dice.chance(shareOfBad)) return this.pick(badNames);
    return this.pick(texts ?? edgeNames(schema.maxLength ?? charsIn(constraint)));
  }
}

/** So many texts are none that may come in: most messages have some. */
const shareOfBad = 0.01;

/** How long a text may be whose constraint alone says it: `prose1000`. */
const charsIn = (constraint: unknown): number =>
  Number(/\d+$/.exec(String(constraint))?.[0] ?? usualChars);
const usualChars = 64;

const isNamed = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && 'line' in value;

const definition = (root: Schema, ref: string): Branch => {
  const name = ref.replace(/^#\/\$defs\//, '');
  return root.$defs?.[name] ?? false;
};
