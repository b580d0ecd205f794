import { readFileSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';

/** Anonymous memory of a process in MiB: what is not a mapped file. Undefined off Linux. */
export const anonymousMiB = (pid: number): number | undefined => {
  try {
    const found = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? undefined : Number(found[1]) / 1_024;
  } catch {
    return undefined;
  }
};

export interface Usage {
  readonly seconds: number;
  /** Of this process and all of its threads. */
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly collectingSeconds: number;
}

/** Starts to count; the function that it gives ends it and tells what was used meanwhile. */
export const countUsage = (): (() => Usage) => {
  const began = performance.now();
  const cpu = process.cpuUsage();
  let collecting = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) collecting += duration;
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    observer.disconnect();
    return {
      seconds: (performance.now() - began) / 1_000,
      userSeconds: user / 1e6,
      systemSeconds: system / 1e6,
      collectingSeconds: collecting / 1_000,
    };
  };
};

export interface MemoryAt {
  readonly orders: number;
  readonly mib: number;
}

/** RssAnon at every so many orders, and its highest value. */
export class MemoryWatch {
  readonly steps: MemoryAt[] = [];
  peakMiB = 0;

  constructor(
    private readonly everyOrders: number,
    private readonly now: () => number | undefined,
  ) {}

  look(orders: number): void {
    const mib = this.now();
    if (mib === undefined) return;
    this.peakMiB = Math.max(this.peakMiB, mib);
    const due = (this.steps.length + 1) * this.everyOrders;
    if (orders >= due) this.steps.push({ orders: due, mib });
  }
}
