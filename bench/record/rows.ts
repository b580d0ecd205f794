import type { Figure, Outcome } from '../runs/outcome.js';
import type { Repetition } from './runs.js';

/** What is wanted: at least, or at most, so much. */
export type Bound = { readonly atLeast: number } | { readonly atMost: number };

type Outcomes = Repetition['outcomes'];

/** One line of the table of marks: how its number follows from what was measured in one go. */
export interface Row {
  /** Names its file in bench/results. */
  readonly row: string;
  readonly title: string;
  readonly group: string;
  /** Of the number: `×` for a ratio of ours to theirs. */
  readonly unit: '×' | 'cores' | 's' | 'MiB' | 'ms';
  readonly must: Bound;
  /** Absent: there is none beside the must. */
  readonly goal?: Bound;
  /** Undefined where a side that it needs has no outcome. */
  readonly value: (outcomes: Outcomes) => number | undefined;
}

const of =
  (figure: Figure, side: string) =>
  (outcomes: Outcomes): number | undefined =>
    outcomes[side]?.figures[figure];

const rateOf = (outcome: Outcome | undefined): number => outcome?.figures.rate ?? 0;

/** Whichever commit interval did more orders a second in this repetition: the harder comparison. */
const fasterStreams = (outcomes: Outcomes): string =>
  rateOf(outcomes['streams-10']) > rateOf(outcomes['streams']) ? 'streams-10' : 'streams';

const ratio =
  (figure: Figure, ours: string, theirs: string | ((outcomes: Outcomes) => string)) =>
  (outcomes: Outcomes): number | undefined => {
    const other = typeof theirs === 'string' ? theirs : theirs(outcomes);
    const [above, below] = [of(figure, ours)(outcomes), of(figure, other)(outcomes)];
    return above === undefined || below === undefined || below === 0 ? undefined : above / below;
  };

const atLeast = (value: number): Bound => ({ atLeast: value });
const atMost = (value: number): Bound => ({ atMost: value });

const againstStreams: readonly Row[] = [
  {
    row: 'rate-streams-1',
    title: 'orders/s against Kafka Streams, 1 broker',
    group: 'kafka-1',
    unit: '×',
    must: atLeast(0.45),
    goal: atLeast(0.8),
    value: ratio('rate', 'ours', fasterStreams),
  },
  {
    row: 'rate-streams-3',
    title: 'orders/s against Kafka Streams, 3 brokers, 3 replicas',
    group: 'kafka-3',
    unit: '×',
    must: atLeast(0.6),
    goal: atLeast(1.2),
    value: ratio('rate', 'ours', fasterStreams),
  },
  {
    row: 'cpu-streams',
    title: 'CPU of our processes for 1,000 orders against Kafka Streams',
    group: 'kafka-1',
    unit: '×',
    must: atMost(1.8),
    goal: atMost(1.1),
    value: ratio('cpuOwn', 'ours', fasterStreams),
  },
  {
    row: 'p50-streams',
    title: 'p50 to shipped at 100 orders/s against Kafka Streams at 10 ms',
    group: 'kafka-1',
    unit: '×',
    must: atMost(0.3),
    goal: atMost(0.15),
    value: ratio('p50', 'ours', 'streams-10'),
  },
];

const againstNest: readonly Row[] = [
  {
    row: 'rate-nest',
    title: 'orders/s against stock NestJS',
    group: 'kafka-1',
    unit: '×',
    must: atLeast(2),
    goal: atLeast(4),
    value: ratio('rate', 'ours', 'nest'),
  },
  {
    row: 'p50-nest',
    title: 'p50 to shipped at 100 orders/s against stock NestJS',
    group: 'kafka-1',
    unit: '×',
    must: atMost(7),
    goal: atMost(3),
    value: ratio('p50', 'ours', 'nest'),
  },
];

const cores: readonly Row[] = [
  {
    row: 'cores',
    title: 'cores busy at 100 orders/s: ours, Kafka, Redis and the driver',
    group: 'kafka-1',
    unit: 'cores',
    must: atMost(1),
    goal: atMost(0.5),
    value: of('cores', 'ours'),
  },
  {
    row: 'cores-at-rest',
    title: 'cores busy at rest: ours, Kafka and Redis',
    group: 'kafka-1',
    unit: 'cores',
    must: atMost(0.15),
    goal: atMost(0.1),
    value: of('restCores', 'ours'),
  },
];

const ourselves: readonly Row[] = [
  {
    row: 'embedded',
    title: 'embedded orders/s against the build before',
    group: 'embedded',
    unit: '×',
    must: atLeast(1.4),
    goal: atLeast(2),
    value: ratio('rate', 'now', 'before'),
  },
  {
    row: 'lines',
    title: 'embedded order lines/s, orders of 27 lines, against the build before',
    group: 'lines',
    unit: '×',
    must: atLeast(1.8),
    goal: atLeast(3),
    value: ratio('rate', 'now', 'before'),
  },
  {
    row: 'flash',
    title: 'flash sale: requests answered/s for one SKU against all SKUs alike, embedded',
    group: 'flash',
    unit: '×',
    must: atLeast(0.9),
    value: ratio('rate', 'rush', 'evenly'),
  },
];

const growth: readonly Row[] = [
  {
    row: 'growth-rate',
    title: 'growth: orders/s at the end against those at a hundredth of it, embedded',
    group: 'growth',
    unit: '×',
    must: atLeast(0.8),
    value: ratio('rate', 'late', 'early'),
  },
  {
    row: 'growth-memory',
    title: 'growth: highest anonymous memory, embedded',
    group: 'growth',
    unit: 'MiB',
    must: atMost(400),
    value: of('memoryMiB', 'late'),
  },
  {
    row: 'growth-list',
    title: 'growth: a page of a list with two filters, p99, embedded',
    group: 'growth',
    unit: 'ms',
    must: atMost(50),
    value: of('listP99', 'late'),
  },
];

const start: readonly Row[] = [
  {
    row: 'clone',
    title: "empty clone to the demo's table",
    group: 'clone',
    unit: 's',
    must: atMost(60),
    goal: atMost(40),
    value: of('seconds', 'demo'),
  },
];

export const rows: readonly Row[] = [
  ...againstStreams,
  ...againstNest,
  ...cores,
  ...ourselves,
  ...growth,
  ...start,
];
