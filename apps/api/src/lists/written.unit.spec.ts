import { jsonOf, Written } from './written.js';

test.each([[{}], [{ next: 'n' }], [{ next: 'n', resume: 'r' }]])(
  'a page of written rows and %j is the JSON of its rows and that',
  (others) => {
    for (const rows of [[{ a: 1 }], [{ a: 'ü' }, { b: [null] }]]) {
      const written = rows.map((row) => new Written(JSON.stringify(row)));
      expect(jsonOf({ rows: written, ...others })).toBe(JSON.stringify({ rows, ...others }));
    }
  },
);

test.each([
  [{ rows: [] }],
  [{ rows: [{ a: 1 }], next: 'n' }],
  [{ rows: 3 }],
  [[1]],
  [null],
  [true],
])('%j is no such page', (answer) => {
  expect(jsonOf(answer)).toBe(JSON.stringify(answer));
});
