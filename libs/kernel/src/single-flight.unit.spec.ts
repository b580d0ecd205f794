import { SingleFlight } from './single-flight.js';

test('an act is never under way twice; once it has ended the next one begins', async () => {
  const flight = new SingleFlight<number>();
  let begun = 0;
  const act = async (): Promise<number> => {
    begun += 1;
    await Promise.resolve();
    if (begun === 1) throw new Error('the first one fails');
    return begun;
  };
  const [one, two] = await Promise.allSettled([flight.run(act), flight.run(act)]);
  expect([one.status, two.status, begun]).toEqual(['rejected', 'rejected', 1]);
  expect(flight.running).toBeUndefined();
  expect(await Promise.all([flight.run(act), flight.run(act)])).toEqual([2, 2]);
});
