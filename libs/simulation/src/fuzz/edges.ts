/** Values at the edges of the forms that messages have (libs/contracts, forms). */

const edgeTimes = [
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '1900-01-01T00:00:00Z',
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00Z',
  '1970-01-01T12:00:00Z',
  '2024-02-29T23:59:59.999999999Z',
  '2026-01-05T10:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
] as const;

const edgeDays = [
  '0000-01-01',
  '0000-12-31',
  '0001-01-01',
  '1969-12-31',
  '1970-01-01',
  '1970-01-02',
  '2024-02-29',
  '2026-01-05',
  '9999-12-31',
] as const;

const mostUnits = '9007199254.740991';
const edgeQuantities = ['0.000001', '1', '2', '3', '10', '4503599627.370496', mostUnits];

/** By the name of a constraint: texts that it lets pass, and such as are right at its edge. */
export const edgeTexts: Readonly<Record<string, readonly string[]>> = {
  quantity: edgeQuantities,
  total: ['0', ...edgeQuantities],
  signed: ['0', '-1', `-${mostUnits}`, ...edgeQuantities],
  difference: ['-1', '-0.000001', `-${mostUnits}`, ...edgeQuantities],
  price: [
    '0',
    '-0',
    '9.90',
    '0.000001',
    '-0.000001',
    '-9.90',
    '900',
    '9999999999.999999',
    '-9999999999.999999',
  ],
  time: edgeTimes,
  promise: [...edgeDays, ...edgeTimes],
};

/** Names that programs trip over, to `charsMax` UTF-16 units; the longest take most bytes. */
export const edgeNames = (charsMax: number): readonly string[] =>
  [
    '1',
    '2',
    'A',
    'constructor',
    'toString',
    'hasOwnProperty',
    '0',
    '-1',
    '%2F..?#&',
    '\u{1F4E6}'.repeat(Math.floor(charsMax / 2)),
    '語'.repeat(charsMax),
    'ß'.repeat(charsMax),
  ].map((name) => (name.length > charsMax ? name.slice(0, charsMax) : name));

/** What no edge may take: no store keeps it, or two people would read it alike. */
export const badNames: readonly string[] = [
  'cut \uD83D',
  '\uDE00',
  '',
  '__proto__',
  '\u0000',
  '\uFFFF',
  'a\u200Bb',
  ' A ',
  'x'.repeat(2_000),
];
