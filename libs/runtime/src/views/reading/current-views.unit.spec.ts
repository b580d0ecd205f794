import { partitionOf } from '#kernel';
import { partitions, viewStore } from '../../../test/view-store.js';
import { ViewQueries } from './queries.js';
import { queryLimits } from './query-limits.js';

describe('a flip', () => {
  const doc = (n: number) => ({
    documents: [{ view: 'v', key: 'k', doc: { version: n, doc: { n } } }],
  });
  const partition = partitionOf('k', partitions);

  test('is followed within a second, and nobody is led back', async () => {
    const { clock, queries, write, generations } = await viewStore();
    await write(doc(1), partition, 1);
    await write(doc(2), partition, 2);
    expect(await queries.get('v', 'k')).toEqual({ n: 1 });
    await generations.flip('shop', 2, 'fold');
    await clock.advance(queryLimits.generationCheckMs);
    expect(await queries.get('v', 'k')).toEqual({ n: 2 });
  });

  test('waits until the next one shows all that the old one has shown', async () => {
    const { clock, queries, write, generations } = await viewStore();
    await write(doc(1), partition, 1);
    await write(doc(2), partition, 1);
    await write(doc(1), partition, 2);
    expect(await queries.get('v', 'k')).toEqual({ n: 2 });
    await generations.flip('shop', 2, 'fold');
    await clock.advance(queryLimits.generationCheckMs);
    expect(await queries.get('v', 'k')).toEqual({ n: 2 });
    await write(doc(2), partition, 2);
    await write(doc(3), partition, 2);
    await clock.advance(queryLimits.behindCheckMs);
    expect(await queries.get('v', 'k')).toEqual({ n: 3 });
  });

  test('between two looks at once leads both to the newer one', async () => {
    const { clock, write, generations } = await viewStore();
    await write(doc(1), partition, 1);
    await write(doc(2), partition, 2);
    let letGo = (): void => undefined;
    const slow = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const queries = new ViewQueries(
      'shop',
      partitions,
      {
        ...generations,
        open: async (service, generation, count) => {
          if (generation === 1) await slow;
          return generations.open(service, generation, count);
        },
      },
      clock,
    );
    const first = queries.get('v', 'k');
    await clock.advance(1);
    await generations.flip('shop', 2, 'fold');
    const second = queries.get('v', 'k');
    await clock.advance(1);
    letGo();
    await Promise.all([first, second]);
    await clock.advance(queryLimits.generationCheckMs);
    expect(await queries.get('v', 'k')).toEqual({ n: 2 });
    expect(await queries.get('v', 'k')).toEqual({ n: 2 });
  });
});
