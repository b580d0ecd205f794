/** What is wrong with a request, and the problem that it must be answered with. */
import { deepStrictEqual, equal, match } from 'node:assert/strict';
import { orderInputExample } from './docs/examples.js';
import type { Answer, Asked, DocumentedClient } from './documented-client.fixture.js';

/** Any OMS number; no order has it. */
export const anyNumber = 'H0VD-3KFX-FA0T-8V';

export type BadRequest = readonly [
  name: string,
  path: string,
  asked: Asked,
  status: number,
  code: string,
  field: string,
];

export const lineExample = orderInputExample.lines[0];
export const withLine = (changes: object) => ({
  ...orderInputExample,
  lines: [{ ...lineExample, ...changes }],
});

/** The answer is a problem with this status, this code, and this field named first. */
export const expectProblem = (
  { status, headers, body }: Answer,
  expected: readonly unknown[],
): void => {
  const [first] = (body.errors ?? []) as readonly { readonly field: string }[];
  deepStrictEqual([status, body.code, first?.field], expected);
  match(headers.get('content-type') ?? '', /application\/problem\+json/);
  equal(body.type, `urn:oms:problem:${String(body.code)}`);
  equal(body.status, status);
};

/** Nothing of what was sent so far has become an order, a stock, or a rejection. */
export const expectNothingKept = async (api: DocumentedClient): Promise<void> => {
  deepStrictEqual((await api.get('/v1/counters')).body, { counters: {} });
  deepStrictEqual((await api.get('/v1/rejected')).body, { rows: [] });
};
