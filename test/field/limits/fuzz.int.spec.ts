/** §1: every message of the catalogue with every field at the edges of its schema. */
import { fuzzed } from '../../../tools/fuzz.js';

describe('5,000 messages at the edges of their schemas', () => {
  it('stop no partition, keep every invariant, and leave views as their logs', async () => {
    const { posted, refused, orders, problems } = await fuzzed(5_000, 3);
    expect(problems).toEqual([]);
    expect(posted).toBeGreaterThan(3_500);
    expect([refused, orders].every((count) => count > 50)).toBe(true);
  }, 600_000);
});
