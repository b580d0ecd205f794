/** The rules of the next write protocol hold in the model, and the model sees where they do not. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

interface Tally {
  readonly fault: string;
  readonly schedules: number;
  readonly bad: number;
  readonly within: number | null;
  readonly settled: number;
}

function model(...given: readonly string[]): readonly Tally[] {
  const program = join(__dirname, 'main.mjs');
  const run = spawnSync(process.execPath, [program, '--json', ...given], { encoding: 'utf8' });
  if (run.stdout === '') throw new Error(`the model said nothing: ${run.stderr}`);
  return run.stdout
    .trim()
    .split('\n')
    .map((line): Tally => JSON.parse(line));
}

it('holds in 300 schedules, and calls many moments settled', () => {
  const [tally] = model('--schedules', '300');
  expect(tally).toMatchObject({ schedules: 300, bad: 0 });
  expect(tally?.settled).toBeGreaterThan(3_000);
});

it('finds each planted fault soon', () => {
  const tallies = model('--faults', '--until-found', '--schedules', '60');
  const planted = tallies.filter(({ within }) => within !== null);
  expect(planted.length).toBeGreaterThan(15);
  const unseen = planted.filter(
    ({ bad, schedules, within }) => bad === 0 || schedules > (within ?? 0),
  );
  expect(unseen.map(({ fault }) => fault)).toEqual([]);
});

it('does without the offset check: a deposed writer only stops later', () => {
  const [tally] = model('--fault', 'no offset check', '--schedules', '100');
  expect(tally).toMatchObject({ bad: 0 });
});
