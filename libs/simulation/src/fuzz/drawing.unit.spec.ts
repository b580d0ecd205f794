import { commandSchemas } from '#contracts';
import { dice } from '../dice.js';
import { Drawing } from './drawing.js';
import { edgeTexts } from './edges.js';

test('a field whose schema names a constraint is drawn at the edges of that constraint', () => {
  const schema = commandSchemas().find(({ type }) => type === 'stock.receive')?.schema;
  if (schema === undefined) throw new Error('nobody receives goods any more');
  const drawing = new Drawing(dice(1), () => undefined);
  const drawn = Array.from({ length: 100 }, () => JSON.stringify(drawing.data(schema)));
  const quantities = edgeTexts['quantity'] ?? [];
  expect(quantities.length).toBeGreaterThan(3);
  for (const quantity of quantities) {
    expect(drawn.some((data) => data.includes(`"quantity":"${quantity}"`))).toBe(true);
  }
});
