import { Parser } from '@asyncapi/parser';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { asyncApiText } from '../../../../tools/asyncapi-text.js';
import { vocabularies } from '../services.js';

const warning = 1;
const root = join(__dirname, '../../../..');
const text = readFileSync(join(root, 'docs/asyncapi.yaml'), 'utf8');

test('docs/asyncapi.yaml is as the catalogue says today (npm run docs)', () => {
  expect(text).toBe(asyncApiText(root));
});

test('it is valid AsyncAPI 3.0', async () => {
  const { document, diagnostics } = await new Parser().parse(text);
  const wrong = diagnostics
    .filter(({ severity }) => Number(severity) <= warning)
    .map(({ path, message }) => `${path.join('.')}: ${message}`);
  expect(wrong).toEqual([]);
  expect(document?.version()).toBe('3.0.0');
});

test('it shows every message of every service, with an example', () => {
  const { components } = parse(text) as {
    components: { messages: Record<string, { examples?: object[]; summary?: string }> };
  };
  const types = vocabularies.flatMap(({ commands, events }) => [
    ...Object.keys(commands),
    ...Object.keys(events),
  ]);
  expect(types.filter((type) => components.messages[type]?.examples?.length !== 1)).toEqual([]);
  const silent = Object.values(components.messages).filter(({ summary }) => summary === undefined);
  expect(silent).toEqual([]);
});
