import { TestServer } from '../../test/server.js';
import type { Answer, Sent } from '../../test/server.js';
import { bodyBytesMax, piecesMax } from '../index.js';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.open((routes) => {
    routes.post('/echo', async ({ body }) => ({ came: body === undefined ? 'nothing' : body }));
    routes.post('/length', async ({ body }) => ({ length: JSON.stringify(body).length }));
    routes.post('/rows', { config: { media: 'application/x-ndjson' } }, async () => ({}));
  });
});
afterAll(() => server.close());

const json = { 'content-type': 'application/json' };
const post = (body: Sent['body'], headers: Sent['headers'] = json, path = '/echo') =>
  server.send({ method: 'POST', path, headers, ...(body === undefined ? {} : { body }) });
const codeOf = ({ status, body }: Answer): readonly unknown[] => [status, body.code];

describe('a body', () => {
  it('is read whole, however its pieces come', async () => {
    const whole = JSON.stringify({ name: 'Größe 42 漢字', list: [1, 2, 3] });
    expect((await post(whole)).body.came).toEqual(JSON.parse(whole));
    const bytes = Buffer.from(whole);
    const cut = [bytes.subarray(0, 13), bytes.subarray(13, 14), bytes.subarray(14)];
    expect((await post(cut)).body.came).toEqual(JSON.parse(whole));
  });

  it('is none where it has no byte, whatever it calls itself', async () => {
    expect((await post('', { ...json, 'content-length': '0' })).body.came).toBe('nothing');
    expect((await post(undefined, { 'content-length': '0' })).body.came).toBe('nothing');
  });

  it('that is no JSON is told where, and not logged as a fault of ours', async () => {
    expect(codeOf(await post('{"a":'))).toEqual([400, 'bad_json']);
  });

  it.each(['application/json; charset=utf-8', 'APPLICATION/JSON'])(
    'is JSON as %s as well',
    async (media) => {
      expect((await post('{"a":1}', { 'content-type': media })).body.came).toEqual({ a: 1 });
    },
  );
});

describe('a body that is too large', () => {
  const large = `"${'x'.repeat(bodyBytesMax)}"`;

  it('is refused by its stated length before it is read', async () => {
    const answer = await post('', { ...json, 'content-length': String(bodyBytesMax + 1) });
    expect(codeOf(answer)).toEqual([413, 'body_too_large']);
    expect(answer.body.errors).toEqual([
      { field: 'body', expected: `at most ${bodyBytesMax} bytes` },
    ]);
  });

  it('is refused as it comes, where its length was never stated', async () => {
    const pieces = Array.from({ length: 17 }, (_, nth) =>
      large.slice(nth * 65_536, (nth + 1) * 65_536),
    );
    const answer = await post(pieces, { ...json, 'transfer-encoding': 'chunked' });
    expect(codeOf(answer)).toEqual([413, 'body_too_large']);
  });

  it('is taken up to the last byte that may be', async () => {
    const most = `"${'x'.repeat(bodyBytesMax - 2)}"`;
    const answer = await post(most, json, '/length');
    expect(answer.body.length).toBe(bodyBytesMax);
  });
});

describe('a body of another type than the route takes', () => {
  it.each([
    ['/echo', 'text/plain', 'application/json'],
    ['/echo', 'application/x-ndjson', 'application/json'],
    ['/echo', 'application/x-www-form-urlencoded', 'application/json'],
    ['/rows', 'application/json', 'application/x-ndjson'],
  ])('%s: %s is refused with the type expected', async (path, media, expected) => {
    const answer = await post('{}', { 'content-type': media }, path);
    expect(codeOf(answer)).toEqual([415, 'unsupported_media_type']);
    expect(answer.body.errors).toEqual([{ field: 'content-type', expected, got: media }]);
  });
});

test('a body in more pieces than may be is refused: each costs as much as a whole', async () => {
  const head = 'POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
  const many = '1\r\n \r\n'.repeat(piecesMax + 10);
  const said = await server.raw(
    `${head}transfer-encoding: chunked\r\n\r\n${many}1\r\n0\r\n0\r\n\r\n`,
  );
  expect(said).toContain(`more than ${piecesMax} pieces`);
  expect(said).toMatch(/^HTTP\/1\.1 400 /);
});
