import { addressOf } from './address.js';

test.each([
  ['127.0.0.1', 'http://127.0.0.1:3000'],
  ['shop.example', 'http://shop.example:3000'],
  ['::1', 'http://[::1]:3000'],
])('the address of a server at %s can be opened', (host, address) => {
  expect(addressOf(host, 3_000)).toBe(address);
  expect(new URL(address).port).toBe('3000');
});
