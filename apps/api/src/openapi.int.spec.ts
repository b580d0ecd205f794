import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'yaml';
import { openApiText } from '../../../tools/openapi-text.js';
import { startedBackend } from './backend.fixture.js';
import { DocumentedClient } from './documented-client.fixture.js';

const file = join(process.cwd(), 'docs/openapi.yaml');

interface Content {
  readonly example?: unknown;
  readonly examples?: object;
}
interface Operation {
  readonly operationId: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly example: unknown;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, Content>> }>
  >;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let text = '';
let document: Document;
const operations = (): readonly (readonly [string, string, Operation])[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [path, method, operation] as const),
  );

beforeAll(async () => {
  text = await openApiText();
  document = parse(text) as Document;
});

test('docs/openapi.yaml is what the controllers say (else: npm run docs)', () => {
  expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(text);
});

test('the linter finds nothing wrong with it', () => {
  const linter = join(process.cwd(), 'tools/openapi-lint.mjs');
  const run = spawnSync(process.execPath, [linter, file], { encoding: 'utf8' });
  expect([run.stdout, run.stderr, run.status]).toEqual(['', '', 0]);
});

test('it has no keyword that the program alone understands', () => {
  expect(text).not.toMatch(/^ +x-/m);
});

test('every path, parameter, body and answer has an example', () => {
  const all = operations().map(([, , operation]) => operation);
  const missing = all.flatMap(({ operationId, parameters, requestBody, responses }) => [
    ...parameters
      .filter(({ example }) => example === undefined)
      .map(({ name }) => `${operationId} ${name}`),
    ...[requestBody, ...Object.values(responses)]
      .flatMap((each) => Object.values(each?.content ?? {}))
      .filter(({ example, examples }) => example === undefined && examples === undefined)
      .map(() => `${operationId} content`),
  ]);
  expect(missing).toEqual([]);
});

test('each documented request, sent as it stands, is answered as documented', async () => {
  const running = await startedBackend();
  const api = await DocumentedClient.of(running.address);
  try {
    while ((await api.get('/ready')).status !== 200) await pause(20);
    for (const [path, method, operation] of operations()) {
      const [media, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
      const url = operation.parameters
        .filter((each) => each.in === 'path')
        .reduce((filled, { name, example }) => filled.replace(`{${name}}`, String(example)), path);
      const asked =
        media === undefined
          ? {}
          : { raw: JSON.stringify(content?.example), headers: { 'content-type': media } };
      const { status } = await api.send(method.toUpperCase(), url, asked);
      // Nothing stands yet, so what is asked for may not be there, and nothing has halted; nothing
      // may be malformed.
      if (![200, 202, 404, 409].includes(status)) {
        throw new Error(`${operation.operationId}: ${status}`);
      }
    }
    const seen = new Set([...api.seen].map((each) => each.split(' ')[0]));
    expect(seen).toEqual(new Set(api.operations));
  } finally {
    await running.stop();
  }
});
