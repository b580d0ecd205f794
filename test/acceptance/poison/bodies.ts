import { withOrder, withValue } from './spoil.js';
import type { Poison } from './spoil.js';
const deep = `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
const invalidUtf8 = Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]);

/** Bodies that are no order at all. */
export const bodies = (order: string): readonly Poison[] => [
  {
    name: 'bad JSON',
    code: 'bad_json',
    httpField: 'body',
    field: 'body',
    spoil: withValue('{"channel": web}'),
  },
  {
    name: 'JSON cut off',
    code: 'bad_json',
    httpField: 'body',
    field: 'body',
    spoil: withValue('{"channel":'),
  },
  { name: '0 bytes', code: 'empty_body', httpField: 'body', field: 'body', spoil: withValue('') },
  {
    name: 'no value at all',
    code: 'empty_body',
    httpField: 'body',
    field: 'body',
    spoil: withValue(null),
  },
  {
    name: '1,000,000 bytes',
    code: 'schema_invalid',
    httpField: 'colour',
    field: `${order}colour`,
    spoil: (good) =>
      withOrder((body) => {
        const rest = (good.value?.byteLength ?? 0) + '"colour":"",'.length;
        body['colour'] = 'x'.repeat(1_000_000 - rest);
      })(good),
  },
  {
    name: 'deep nesting',
    code: 'too_deep',
    httpField: 'body',
    field: 'body',
    spoil: withValue(deep),
  },
  {
    name: 'invalid UTF-8',
    code: 'bad_json',
    httpField: 'body',
    field: 'body',
    spoil: withValue(invalidUtf8),
  },
  {
    name: 'a list',
    code: 'schema_invalid',
    httpField: 'body',
    field: 'body',
    spoil: withValue('[]'),
  },
];
