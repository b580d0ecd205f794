import { TestServer } from '../test/server.js';
import { bearerTokenForm, isBearerToken, requireBearer, tokenMissing } from './bearer.js';

describe('a token', () => {
  it.each(['secret', 'A-Z.0_9~+/', 'abc==', 'a'])('%s can be sent', (token) => {
    expect(isBearerToken(token)).toBe(true);
  });

  it.each(['', 'a b', '=a', 'a=b', 'ü', 'a\n', '"a"'])('%j cannot', (token) => {
    expect(isBearerToken(token)).toBe(false);
  });

  it('is asked for in words that say how to make one', () => {
    expect(bearerTokenForm).toContain('openssl rand -hex 32');
  });

  it('is needed wherever others can reach the server', () => {
    expect(tokenMissing('127.0.0.1', undefined)).toBeUndefined();
    expect(tokenMissing('0.0.0.0', 'secret')).toBeUndefined();
    for (const none of [undefined, '']) {
      expect(tokenMissing('0.0.0.0', none)).toMatch(/not on 0\.0\.0\.0: set OMS_API_TOKEN/);
    }
  });
});

describe('a server that needs one', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.open((routes) => {
      requireBearer(routes, '/v1', 'secret');
      routes.get('/v1/orders', async () => ({ code: 'answered' }));
      routes.get('/health', async () => ({ code: 'answered' }));
    });
  });
  afterAll(() => server.close());

  const codeOf = async (path: string, authorization?: string): Promise<unknown> => {
    const headers = authorization === undefined ? {} : { authorization };
    return (await server.send({ path, headers })).body.code;
  };

  it.each(['Bearer secret', 'bearer secret', 'BEARER  secret'])('takes "%s"', async (given) => {
    expect(await codeOf('/v1/orders', given)).toBe('answered');
  });

  it.each(['', 'secret', 'Bearer', 'Bearer ', 'Bearer secre', 'Bearer secrets', 'Basic secret'])(
    'refuses "%s"',
    async (given) => {
      expect(await codeOf('/v1/orders', given)).toBe('unauthorized');
    },
  );

  it('says how it is asked, and tells nobody without it which addresses there are', async () => {
    const { headers, body } = await server.send({ path: '/v1/nowhere' });
    expect(headers['www-authenticate']).toBe('Bearer');
    expect(body.code).toBe('unauthorized');
    expect(await codeOf('/v1/nowhere', 'Bearer secret')).toBe('not_found');
  });

  it('needs it however the address is written, and nowhere else', async () => {
    expect(await codeOf('/%761/orders')).toBe('unauthorized');
    expect(await codeOf('/health')).toBe('answered');
  });
});
