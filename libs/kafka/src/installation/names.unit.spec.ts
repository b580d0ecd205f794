import { isBroker, isPrefix } from './names.js';

test.each(['kafka-1:9092', '127.0.0.1:1', '[::1]:65535', 'a_b.c:9092'])('%s is a broker', (text) =>
  expect(isBroker(text)).toBe(true),
);

test.each(['', 'kafka', 'kafka:', ':9092', 'kafka:0', 'kafka:65536', 'a b:1', 'a:1,b:2', '::1:9'])(
  "'%s' is no broker",
  (text) => expect(isBroker(text)).toBe(false),
);

test('a prefix is of characters that a topic may have, and not of dots alone', () => {
  expect(['', 'a.', 'A-b_c.9', 'x'.repeat(64)].every(isPrefix)).toBe(true);
  expect(['.', '..', 'a/b', 'é', ' ', 'x'.repeat(65)].some(isPrefix)).toBe(false);
});
