import { runCampaign } from '../src/campaign/campaign.js';

const shards = 4;
const seedsMax = 300;
const seedsATest = 25;
const testMsMax = 120_000;

/** The line that repeats a seed. */
const failed = async (seed: number): Promise<string[]> => {
  const {
    violations: [violation],
  } = await runCampaign(seed);
  if (violation === undefined) return [];
  return [
    `seed ${seed} failed: ${violation.invariant}: ${violation.text} — ` +
      `npm run simulate -- --seeds 1 --seed ${seed}`,
  ];
};

/** One of four equal parts of the seeds that every test run plays, so that workers share them. */
export const playShard = (shard: number): void => {
  const each = seedsMax / shards;
  for (let from = 1 + (shard - 1) * each; from <= shard * each; from += seedsATest) {
    test(
      `every invariant holds with the seeds ${from} to ${from + seedsATest - 1}`,
      async () => {
        const lines: string[] = [];
        for (let seed = from; seed < from + seedsATest; seed += 1)
          lines.push(...(await failed(seed)));
        expect(lines).toEqual([]);
      },
      testMsMax,
    );
  }
};
