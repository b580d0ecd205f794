import { withLine, withOrder, withValue } from './spoil.js';
import type { Json, Poison } from './spoil.js';
/** Orders with keys that nobody knows. */
export const unknownKeys = (order: string): readonly Poison[] => [
  {
    name: 'a wrong schema',
    code: 'schema_invalid',
    httpField: 'colour',
    field: `${order}colour`,
    spoil: withOrder((body) => {
      body['colour'] = 'red';
    }),
  },
  {
    name: 'a prototype as a key',
    code: 'schema_invalid',
    httpField: '__proto__',
    field: `${order}__proto__`,
    spoil: (good) =>
      withValue(
        Buffer.from(good.value ?? [])
          .toString('utf8')
          .replace('"currency"', '"__proto__":{"admin":true},"currency"'),
      )(good),
  },
];

/** Orders with a value that is none of its kind. */
export const wrongValues = (order: string): readonly Poison[] => [
  {
    name: 'a negative quantity',
    code: 'schema_invalid',
    httpField: 'lines[0].quantity',
    field: `${order}lines[0].quantity`,
    spoil: withLine({ quantity: '-2' }),
  },
  {
    name: 'a quantity that is no number',
    code: 'schema_invalid',
    spoil: withLine({ quantity: 'NaN' }),
    httpField: 'lines[0].quantity',
    field: `${order}lines[0].quantity`,
  },
  {
    name: 'a number where text is wanted',
    code: 'schema_invalid',
    spoil: withLine({ quantity: 2 }),
    httpField: 'lines[0].quantity',
    field: `${order}lines[0].quantity`,
  },
  {
    name: 'a day that never comes',
    code: 'schema_invalid',
    httpField: 'placedAt',
    field: `${order}placedAt`,
    spoil: withOrder((body) => {
      body['placedAt'] = '+9999-99-99T25:61:61Z';
    }),
  },
];

/** Orders whose lines are too many, or one of them twice. */
export const wrongLines = (order: string): readonly Poison[] => [
  {
    name: '2,001 lines',
    code: 'schema_invalid',
    httpField: 'lines',
    field: `${order}lines`,
    spoil: withOrder((body) => {
      const [line] = body['lines'] as readonly Json[];
      body['lines'] = Array.from({ length: 2_001 }, (_, at) => ({ ...line, line: `${at + 1}` }));
    }),
  },
  {
    name: 'one line twice',
    code: 'schema_invalid',
    httpField: 'lines[1].line',
    field: `${order}lines[1].line`,
    spoil: withOrder((body) => {
      const [line] = body['lines'] as readonly Json[];
      body['lines'] = [line, line];
    }),
  },
];
