import type { GenerationsUnderTest, OpenGenerations } from './projections.contract.js';
import { GenerationGone } from '../projections.js';
import type { Generations } from '../projections.js';
import { applied, everything, batch, place, at } from '../../test/views-samples.js';

const filled = async (generations: Generations, service: string, generation: number) => {
  const views = await generations.open(service, generation, 2);
  const documents = [{ view: 'order', key: 'a', doc: { service, generation } }];
  await applied(views, 0, batch(undefined, generation, { documents, insert: [place('1', 'a')] }));
  return views;
};

/** What every `Generations` promises. */
export const generationsContract = (family: string, open: OpenGenerations): void => {
  const withGenerations = async (
    run: (generations: Generations, under: GenerationsUnderTest) => Promise<void>,
  ): Promise<void> => {
    const under = await open();
    try {
      await run(under.generations, under);
    } finally {
      await under.close();
    }
  };
  describe(`generations contract: ${family}`, () => {
    test('services and generations stand apart', () =>
      withGenerations(async (generations) => {
        const old = await filled(generations, 'orders', 1);
        const next = await filled(generations, 'orders', 10);
        const other = await filled(generations, 'inventory', 1);
        expect(await old.get(0, 'order', 'a')).toEqual({ service: 'orders', generation: 1 });
        expect(await next.get(0, 'order', 'a')).toEqual({ service: 'orders', generation: 10 });
        expect(await other.get(0, 'order', 'a')).toEqual({ service: 'inventory', generation: 1 });
        expect(await old.cursor(0)).toEqual(at(1));
        expect(await next.cursor(0)).toEqual(at(10));
        expect(await generations.list('orders')).toEqual([1, 10]);
        expect(await generations.list('shipping')).toEqual([]);
      }));

    test('one generation answers, with the fold that built it, until the pointer is flipped', () =>
      withGenerations(async (generations, under) => {
        await filled(generations, 'orders', 1);
        expect(await generations.current('orders')).toBeUndefined();
        await generations.flip('orders', 1, 'v1');
        await filled(generations, 'orders', 2);
        expect(await generations.current('orders')).toEqual({ generation: 1, fold: 'v1' });
        await generations.flip('orders', 2, 'v2');
        const again = (await under.reopen?.()) ?? generations;
        expect(await again.current('orders')).toEqual({ generation: 2, fold: 'v2' });
        expect(await again.list('orders')).toEqual([1, 2]);
        expect(await again.current('inventory')).toBeUndefined();
      }));

    test('what was dropped, or begun anew since, does not get the pointer', () =>
      withGenerations(async (generations) => {
        await filled(generations, 'orders', 1);
        await generations.flip('orders', 1, 'v1');
        const { incarnation } = await filled(generations, 'orders', 2);
        await generations.drop('orders', 2);
        const flipped = (): Promise<void> => generations.flip('orders', 2, 'v2', incarnation);
        await expect(flipped()).rejects.toThrow(GenerationGone);
        const again = await generations.open('orders', 2, 2);
        await expect(flipped()).rejects.toThrow(GenerationGone);
        expect(await generations.current('orders')).toEqual({ generation: 1, fold: 'v1' });
        await generations.flip('orders', 2, 'v2', again.incarnation);
        expect(await generations.current('orders')).toEqual({ generation: 2, fold: 'v2' });
      }));

    test('opening again finds what stands', () =>
      withGenerations(async (generations, under) => {
        await filled(generations, 'orders', 3);
        const again = (await under.reopen?.()) ?? generations;
        const views = await again.open('orders', 3, 2);
        expect(await views.cursor(0)).toEqual(at(3));
        expect(await views.get(0, 'order', 'a')).toEqual({ service: 'orders', generation: 3 });
      }));

    test('a generation that is dropped is gone, and only that one', () =>
      withGenerations(async (generations) => {
        await filled(generations, 'orders', 1);
        const kept = await filled(generations, 'orders', 12);
        await filled(generations, 'order', 1);
        await generations.drop('orders', 1);
        expect(await generations.list('orders')).toEqual([12]);
        expect(await generations.list('order')).toEqual([1]);
        expect(await kept.get(0, 'order', 'a')).toEqual({ service: 'orders', generation: 12 });
        const anew = await generations.open('orders', 1, 2);
        expect(await anew.cursor(0)).toBeUndefined();
        expect(await anew.get(0, 'order', 'a')).toBeUndefined();
        expect(await anew.list(0, everything)).toEqual([]);
      }));

    test('who opened a generation before it was dropped reads and writes nothing any more', () =>
      withGenerations(async (generations) => {
        const late = await filled(generations, 'orders', 2);
        await filled(generations, 'orders', 3);
        await generations.drop('orders', 2);
        const isGone = async (): Promise<void> => {
          const documents = [{ view: 'order', key: 'late', doc: {} }];
          for (const from of [2, undefined]) {
            expect(await late.apply(0, batch(from, 9, { documents }))).toEqual({ kind: 'gone' });
          }
          await expect(late.cursor(0)).rejects.toThrow(GenerationGone);
          await expect(late.get(0, 'order', 'a')).rejects.toThrow(GenerationGone);
          await expect(late.getMany(0, 'order', ['a'])).rejects.toThrow(GenerationGone);
          await expect(late.list(0, everything)).rejects.toThrow(GenerationGone);
          await expect(late.count(0, 'all')).rejects.toThrow(GenerationGone);
          await expect(late.counters(0, '')).rejects.toThrow(GenerationGone);
        };
        await isGone();
        expect(await generations.list('orders')).toEqual([3]);
        const anew = await generations.open('orders', 2, 2);
        await isGone();
        expect(await anew.cursor(0)).toBeUndefined();
        expect(await anew.get(0, 'order', 'late')).toBeUndefined();
      }));
  });
};
