import { remembering } from './remembered.js';

test('what is remembered of an object is the newest, and of that object alone', () => {
  const one = remembering<object, number>();
  const other = remembering<object, string>();
  const [object, twin] = [{ a: 1 }, { a: 1 }];
  expect(one.get(object)).toBeUndefined();
  one.set(object, 1);
  one.set(object, 2);
  other.set(object, 'x');
  expect([one.get(object), other.get(object), one.get(twin)]).toEqual([2, 'x', undefined]);
});

test('nobody sees it, and a copy does not have it', () => {
  const known = remembering<object, number>();
  const object = Object.freeze({ a: 1 });
  known.set(object, 1);
  expect(known.get(object)).toBe(1);
  expect([Object.getOwnPropertyNames(object), Object.getOwnPropertySymbols(object)]).toEqual([
    ['a'],
    [],
  ]);
  expect(object).toStrictEqual({ a: 1 });
  expect(known.get({ ...object })).toBeUndefined();
});
