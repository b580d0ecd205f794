import { errorText } from './error-text.js';

test('an error says its message, else its code, else its name', () => {
  expect(errorText(new TypeError('no'))).toBe('no');
  expect(errorText(Object.assign(new Error(''), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED');
  expect(errorText(new TypeError(''))).toBe('TypeError');
  expect(errorText('thrown text')).toBe('thrown text');
});
