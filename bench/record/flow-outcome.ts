import { join } from 'node:path';
import type { Outcome } from '../runs/outcome.js';
import { documentOf } from './child.js';

/** What is read of a report of `bench flow --json`, of this build or of a former one. */
interface Report {
  readonly how: string;
  readonly warmUp: { readonly orders: number };
  readonly throughput: {
    readonly orders: number;
    readonly rate: number;
    readonly usage: { readonly userSeconds: number; readonly systemSeconds: number };
    readonly peakMiB: number;
  };
  readonly delivered: number;
}

/** The embedded flow of the build in a folder. */
export const outcomeOfFlow = async (
  folder: string,
  given: readonly string[],
  build: string,
): Promise<Outcome> => {
  const { how, warmUp, throughput, delivered } = await documentOf<Report>({
    program: join(folder, 'dist/bench/main.js'),
    given,
    folder,
    minutesMax: 30,
  });
  const { orders, rate, usage, peakMiB } = throughput;
  const ordered = warmUp.orders + orders;
  return {
    how: `${how}, build of ${build}`,
    durability: 'every append is on the disk before it is acknowledged',
    versions: { throughline: build, node: process.version },
    faults: delivered === ordered ? [] : [`${delivered} of ${ordered} orders were delivered`],
    figures: {
      orders,
      rate,
      cpuOwn: ((usage.userSeconds + usage.systemSeconds) * 1_000) / orders,
      memoryMiB: peakMiB,
    },
  };
};
