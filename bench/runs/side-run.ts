import { setTimeout as pause } from 'node:timers/promises';
import { measureLatency } from '../flow/latency.js';
import type { Burned } from '../flow/site.js';
import { measureThroughput } from '../flow/throughput.js';
import type { Stage } from '../flow/throughput.js';
import type { Usage } from '../flow/usage.js';
import { sides } from '../sides/register.js';
import type { SideName } from '../sides/register.js';
import type { Figures, Outcome } from './outcome.js';

export interface SideRun {
  readonly side: SideName;
  readonly brokers: 1 | 3;
  readonly seed: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Orders open at once. */
  readonly window: number;
  /** Orders a second of the latency part; 0: none. */
  readonly rate: number;
  readonly latencySeconds: number;
  /** How long it is watched at rest; 0: not at all. */
  readonly restSeconds: number;
}

const sumOf = (burned: Burned, counts: (name: string) => boolean): number =>
  [...burned].reduce((sum, [name, seconds]) => (counts(name) ? sum + seconds : sum), 0);

const secondsOf = ({ userSeconds, systemSeconds }: Usage): number => userSeconds + systemSeconds;
const everything = (): boolean => true;

const latencyOf = async (
  stage: Stage,
  { rate, latencySeconds }: SideRun,
): Promise<Pick<Figures, 'p50' | 'p99' | 'cores'>> => {
  if (rate === 0) return {};
  const { shipped, usage, others } = await measureLatency(stage, { rate, seconds: latencySeconds });
  // By the time that the orders should have taken: who falls behind works longer.
  const cores = (secondsOf(usage) + sumOf(others, everything)) / latencySeconds;
  return { p50: shipped.p50, p99: shipped.p99, cores };
};

const restOf = async (stage: Stage, seconds: number): Promise<Pick<Figures, 'restCores'>> => {
  if (seconds === 0) return {};
  const burned = stage.countOthers();
  await pause(seconds * 1_000);
  return { restCores: sumOf(burned(), everything) / seconds };
};

/** Starts one side, measures it, holds its books against what was ordered, and ends it. */
export const runSide = async (run: SideRun): Promise<Outcome> => {
  const { side: name, brokers, seed, warmUpSeconds, seconds, window } = run;
  const side = await sides[name].open({ seed, brokers });
  try {
    const { stage, how, durability, versions } = side;
    const orders = Number.POSITIVE_INFINITY;
    if (warmUpSeconds > 0)
      await measureThroughput(stage, { orders, seconds: warmUpSeconds, window });
    const full = await measureThroughput(stage, { orders, seconds, window });
    const latency = await latencyOf(stage, run);
    const rest = await restOf(stage, run.restSeconds);
    const faults = await side.faults();
    const each = 1_000 / full.orders;
    const cpuOwn = sumOf(full.others, (process) => side.isOwn(process)) * each;
    const figures = {
      orders: full.orders,
      rate: full.steadyRate ?? full.rate,
      cpuOwn,
      cpuServers: sumOf(full.others, everything) * each - cpuOwn,
      cpuDriver: secondsOf(full.usage) * each,
      ...latency,
      ...rest,
    };
    return { how, durability, versions, faults, figures };
  } finally {
    await side.close();
  }
};
