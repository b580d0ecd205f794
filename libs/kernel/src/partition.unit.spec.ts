import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { partitionOf } from './partition.js';

const partitions = 1000;
const kafkaJsPartitionOf = ((): ((key: string, count: number) => number) => {
  const choose = Partitioners.DefaultPartitioner();
  return (key, count) =>
    choose({
      topic: 'oms.orders.inbox',
      message: { key, value: null },
      partitionMetadata: Array.from({ length: count }, (_, partitionId) => ({
        partitionErrorCode: 0,
        partitionId,
        leader: 0,
        replicas: [],
        isr: [],
      })),
    });
})();

describe('the partition of a key', () => {
  // Hashes from the tests of Kafka's Java client (org.apache.kafka.common.utils.UtilsTest).
  test.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %s follows from the hash %i', (key, hash) => {
    expect(partitionOf(key, 2 ** 31)).toBe(hash & 0x7fffffff);
  });

  test('is what an independent client chooses, over ASCII keys', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60 }), (key) => {
        expect(partitionOf(key, partitions)).toBe(kafkaJsPartitionOf(key, partitions));
      }),
      { numRuns: 2000 },
    );
  });

  test('is what an independent client chooses, over any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.integer({ min: 1, max: 64 }),
        (key, count) => {
          expect(partitionOf(key, count)).toBe(kafkaJsPartitionOf(key, count));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test.each([0, -1, 1.5, Number.NaN])('is asked among a number of partitions, not %d', (count) => {
    expect(() => partitionOf('a', count)).toThrow('partitions');
  });
});
