import { Session } from 'node:inspector/promises';
import type { HeapProfiler, Profiler, Runtime } from 'node:inspector';
import { fileURLToPath } from 'node:url';

export interface Entry {
  /** `function file:line` */
  readonly place: string;
  /** Of all samples, or of all bytes; 0 to 1. */
  readonly share: number;
}

const entriesMax = 30;
const sampleMicroseconds = 500;
const sampleBytes = 65_536;

const placeOf = ({ functionName, url, lineNumber }: Runtime.CallFrame): string => {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  return `${name} ${path.split('/').slice(-4).join('/')}:${lineNumber + 1}`;
};

const topOf = (sums: ReadonlyMap<string, number>): readonly Entry[] => {
  const total = [...sums.values()].reduce((sum, value) => sum + value, 0);
  return [...sums]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, entriesMax)
    .map(([place, value]) => ({ place, share: value / total }));
};

/** Of several processes together, idle time left out. */
export const selfTimes = (profiles: readonly Profiler.Profile[]): readonly Entry[] => {
  const sums = new Map<string, number>();
  for (const { nodes, samples = [], timeDeltas = [] } of profiles) {
    const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
    for (const [at, id] of samples.entries()) {
      const place = places.get(id) ?? '';
      if (place === '(idle)') continue;
      sums.set(place, (sums.get(place) ?? 0) + (timeDeltas[at] ?? 0));
    }
  }
  return topOf(sums);
};

const selfBytes = ({ head }: HeapProfiler.SamplingHeapProfile): readonly Entry[] => {
  const sums = new Map<string, number>();
  const add = ({ callFrame, selfSize, children }: HeapProfiler.SamplingHeapProfileNode): void => {
    const place = placeOf(callFrame);
    sums.set(place, (sums.get(place) ?? 0) + selfSize);
    children.forEach(add);
  };
  add(head);
  return topOf(sums);
};

export type Sampling = 'cpu' | 'allocations';

/** Samples this thread until the function that it gives is called. */
export const startSampling = async (what: Sampling): Promise<() => Promise<readonly Entry[]>> => {
  const session = new Session();
  session.connect();
  if (what === 'cpu') {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: sampleMicroseconds });
    await session.post('Profiler.start');
    return async () => selfTimes([(await session.post('Profiler.stop')).profile]);
  }
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: sampleBytes,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  return async () => selfBytes((await session.post('HeapProfiler.stopSampling')).profile);
};
