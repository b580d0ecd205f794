/** Foreign data against a contract's JSON Schema, compiled at first use. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';
import {
  constraintKeyword,
  constraintNames,
  constraintOf,
  wordsOf,
} from './catalogue/constraints.js';
import { undecodable } from './body.js';
import type { Data } from './body.js';
import type { Contract } from './contract.js';
import type { Undecodable } from './envelope.js';
import { typeWords } from './words.js';

const fieldCharsMax = 200;

/** As the validator wants it: what is wrong is left on the function itself. */
interface ConstraintKeyword {
  (names: string | readonly string[], value: unknown): boolean;
  errors?: Partial<ErrorObject>[];
}
const constraint: ConstraintKeyword = (names, value) => {
  for (const name of constraintNames(names)) {
    const holds = constraintOf(name);
    const [place] = holds.breach(value);
    if (place === undefined) continue;
    constraint.errors = [
      { keyword: constraintKeyword, params: { place, expected: wordsOf(holds, value) } },
    ];
    return false;
  }
  return true;
};

const ajv = new Ajv2020({
  strict: false,
  verbose: true,
  validateFormats: false,
  unicodeRegExp: true,
});
ajv.addKeyword({
  keyword: constraintKeyword,
  type: ['string', 'array', 'object'],
  schemaType: ['string', 'array'],
  errors: 'full',
  validate: constraint,
});

export const jsonSchemaOf = (schema: z.ZodType): z.core.JSONSchema.JSONSchema =>
  z.toJSONSchema(schema, {
    io: 'input',
    // `id` names a definition for zod; in JSON Schema it would be an old spelling of `$id`.
    override: ({ jsonSchema }) => {
      delete jsonSchema.id;
    },
  });

const validators = new Map<Contract, ValidateFunction>();
const validatorOf = (contract: Contract): ValidateFunction => {
  let validate = validators.get(contract);
  if (validate === undefined) {
    validate = ajv.compile(jsonSchemaOf(contract.entry.data));
    validators.set(contract, validate);
  }
  return validate;
};

/** `/body/lines/0/sku` as people write it: `body.lines[0].sku`. */
const fieldOf = (pointer: string, below: string): string => {
  const path = pointer
    .split('/')
    .slice(1)
    .reduce((field, part) => {
      if (/^\d+$/.test(part)) return `${field}[${part}]`;
      return field === '' ? part : `${field}.${part}`;
    }, '');
  const joint = path === '' || below === '' || below.startsWith('[') ? '' : '.';
  return `${path}${joint}${below}`.slice(0, fieldCharsMax);
};

const described = (schema: Data | undefined, otherwise: string): string =>
  typeof schema?.description === 'string' ? schema.description : otherwise;

const propertyOf = (schema: Data | undefined, name: string): Data | undefined => {
  const properties = schema?.properties as Readonly<Record<string, Data>> | undefined;
  return properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
};

const words = (error: ErrorObject): readonly [below: string, detail: string] => {
  const params: Data = error.params;
  const schema: Data | undefined = error.parentSchema;
  switch (error.keyword) {
    case 'required': {
      const name = String(params.missingProperty);
      return [name, `missing: expected ${described(propertyOf(schema, name), 'a value')}`];
    }
    case 'additionalProperties':
      return [String(params.additionalProperty), 'unknown field: expected none of this name'];
    case 'type':
      return ['', `expected ${described(schema, typeWords(String(params.type)))}`];
    case 'enum':
      return ['', `expected one of ${(params.allowedValues as readonly string[]).join(', ')}`];
    case 'const':
      return ['', `expected ${JSON.stringify(params.allowedValue)}`];
    case 'maxItems':
    case 'minItems': {
      const bound = error.keyword === 'maxItems' ? 'at most' : 'at least';
      return ['', `expected a list of ${bound} ${String(params.limit)}`];
    }
    case constraintKeyword:
      return [String(params.place), `expected ${String(params.expected)}`];
    default:
      return ['', `expected ${described(schema, error.message ?? 'another value')}`];
  }
};

/** Undefined where the data is as the contract says; else the first place where it is not. */
export const breachOf = (contract: Contract, data: Data): Undecodable | undefined => {
  const validate = validatorOf(contract);
  if (validate(data)) return undefined;
  const [error] = validate.errors ?? [];
  if (error === undefined) return undecodable('schema_invalid', 'not as the schema says', 'body');
  const [below, detail] = words(error);
  return undecodable('schema_invalid', detail, fieldOf(error.instancePath, below) || 'body');
};
