import { BadRequestException, NotFoundException } from '@nestjs/common';
import { StoreUnavailable } from '#ports';
import { ViewsUnavailable } from '#runtime';
import { TestServer } from '../test/server.js';
import type { Answer } from '../test/server.js';
import { problem, Takes } from './index.js';

const thrown: Readonly<Record<string, () => unknown>> = {
  problem: () => problem('not_halted', 'nothing has halted', { headers: { 'x-hint': 'look' } }),
  views: () => new ViewsUnavailable('orders', 'the views are filled'),
  store: () => new StoreUnavailable('Redis does not answer'),
  nest: () => new BadRequestException('no'),
  'nest-404': () => new NotFoundException('no'),
  bug: () => new TypeError('secret of the program'),
  text: () => 'secret of the program',
  nothing: () => undefined,
  forged: () => ({ statusCode: 'many' }),
};

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.open((routes) => {
    routes.get('/thrown/:name', async (request) => {
      const { name } = request.params as { readonly name: string };
      throw thrown[name]?.();
    });
    routes.post('/orders', async ({ body }) => ({ body }));
    routes.get('/orders/:number', async () => ({}));
    routes.delete('/orders/:number', async () => ({}));
    routes.get('/static/*', async () => ({}));
  });
});
afterAll(() => server.close());

const codeOf = ({ status, body }: Answer): readonly unknown[] => [status, body.code];

describe('whatever is thrown', () => {
  it.each([
    ['problem', 409, 'not_halted'],
    ['views', 503, 'views_unavailable'],
    ['store', 503, 'unavailable'],
    ['nest', 400, 'bad_request'],
    ['bug', 500, 'internal'],
    ['text', 500, 'internal'],
    ['forged', 500, 'internal'],
  ])('%s is told as %d %s', async (name, status, code) => {
    const answer = await server.send({ path: `/thrown/${name}` });
    expect(codeOf(answer)).toEqual([status, code]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ type: `urn:oms:problem:${code}`, status });
  });

  it('tells nothing of the program where the fault is ours', async () => {
    for (const name of ['bug', 'text']) {
      expect((await server.send({ path: `/thrown/${name}` })).text).not.toContain('secret');
    }
  });

  it('has the headers of its problem; what is away says when to come again', async () => {
    const { headers } = await server.send({ path: '/thrown/problem' });
    expect(headers['x-hint']).toBe('look');
    for (const name of ['views', 'store']) {
      const answer = await server.send({ path: `/thrown/${name}` });
      expect(answer.headers['retry-after']).toBe('1');
    }
  });

  it('by a route that is there as "not found" says so of the address', async () => {
    const answer = await server.send({ path: '/thrown/nest-404' });
    expect(codeOf(answer)).toEqual([405, 'method_not_allowed']);
  });
});

describe('an address', () => {
  it('that nothing answers is told with its method', async () => {
    const answer = await server.send({ method: 'PUT', path: '/nowhere?x=1' });
    expect(codeOf(answer)).toEqual([404, 'not_found']);
    expect(answer.body.detail).toBe('nothing answers PUT /nowhere');
  });

  it('with a slash too much at its end is told the right one', async () => {
    const { body } = await server.send({ method: 'POST', path: '/orders/' });
    expect(body.detail).toContain('/orders without the slash at its end');
    const other = await server.send({ path: '/nowhere/' });
    expect(other.body.detail).not.toContain('slash');
  });

  it('of another method names those that it takes', async () => {
    const answer = await server.send({ method: 'PUT', path: '/orders/7' });
    expect(codeOf(answer)).toEqual([405, 'method_not_allowed']);
    expect(answer.headers.allow).toBe('DELETE, GET, HEAD');
    expect(answer.body.detail).toBe('expected DELETE or GET or HEAD, not PUT');
  });

  it('whose name is empty is none of a route with names', async () => {
    expect(codeOf(await server.send({ method: 'PUT', path: '/orders/' }))).toEqual([
      404,
      'not_found',
    ]);
  });

  it.each(['/orders/%FF', '/orders/%zz', '/orders/%'])('%s cannot be read', async (path) => {
    const answer = await server.send({ path });
    expect(codeOf(answer)).toEqual([400, 'bad_url']);
    expect(answer.body.errors).toEqual([{ field: 'path', expected: 'percent-encoded UTF-8' }]);
  });

  it('takes a name of 128 letters of four bytes each, and tells of a longer one', async () => {
    const name = (letters: number) => encodeURIComponent('\u{1F4E6}'.repeat(letters));
    expect((await server.send({ path: `/orders/${name(128)}` })).status).toBe(200);
    expect((await server.send({ path: `/orders/${name(1_100)}` })).status).toBeGreaterThanOrEqual(
      400,
    );
  });
});

test('a route says by a decorator that it takes another type than JSON', () => {
  class Rows {
    take(): void {}
  }
  const descriptor = Object.getOwnPropertyDescriptor(Rows.prototype, 'take');
  expect(() => Takes('text/csv')(Rows.prototype, 'take', descriptor ?? {})).not.toThrow();
});
