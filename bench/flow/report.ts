import type { Latency } from './latency.js';
import type { Throughput } from './throughput.js';

export interface Report {
  /** Of each order. */
  readonly lines: number;
  readonly window: number;
  readonly throughput: Throughput;
  readonly latency?: Latency;
  /** Orders of this run that the views count as completed and delivered. */
  readonly delivered: number;
}

/** Issue 4, §3 point 7. */
const marks = { ordersASecond: 1_500, anonymousMiB: 400, atOrders: 200_000 } as const;

const fixed = (value: number, digits = 0): string => value.toLocaleString('en-US', {
  minimumFractionDigits: digits, maximumFractionDigits: digits,
});
const percent = (share: number): string => `${fixed(share * 100, 1)} %`;

const throughputLines = (
  { orders, rate, usage, generatorSeconds }: Throughput,
): readonly string[] => {
  const cpu = usage.userSeconds + usage.systemSeconds;
  const each = 1_000 / orders;
  return [
    `throughput   ${fixed(rate)} orders/s: ${fixed(orders)} in ${fixed(usage.seconds, 1)} s`,
    `CPU          ${fixed(cpu * each, 2)} s per 1,000 orders`
      + ` (user ${fixed(usage.userSeconds * each, 2)},`
      + ` system ${fixed(usage.systemSeconds * each, 2)});`
      + ` ${fixed(cpu / usage.seconds, 2)} cores busy`,
    `             of it garbage collection ${percent(usage.collectingSeconds / cpu)},`
      + ` the generator ${percent(generatorSeconds / cpu)}`,
  ];
};

const memoryLines = ({ memory, peakMiB }: Throughput): readonly string[] => [
  `RssAnon      ${[...memory.map(({ orders, mib }) => `${fixed(mib)} MiB at ${fixed(orders)}`),
    `highest ${fixed(peakMiB)} MiB`].join(', ')}`,
];

const latencyLines = ({ rate, orders, shipped, delivered, usage }: Latency): readonly string[] => [
  `latency      at ${fixed(rate)} orders/s, ${fixed(orders)} orders, ms from the intended placing`,
  `  shipped    p50 ${fixed(shipped.p50)}  p99 ${fixed(shipped.p99)}  max ${fixed(shipped.max)}`,
  `  delivered  p50 ${fixed(delivered.p50)}  p99 ${fixed(delivered.p99)}`
    + `  max ${fixed(delivered.max)}`,
  `  CPU        ${fixed((usage.userSeconds + usage.systemSeconds) / orders * 1_000, 2)} s`
    + ' per 1,000 orders',
];

const memoryMark = ({ memory, peakMiB, orders }: Throughput): string => {
  const at = memory.find((step) => step.orders >= marks.atOrders);
  const mark = `RssAnon <= ${marks.anonymousMiB} MiB at ${fixed(marks.atOrders)} orders`;
  if (at === undefined) {
    return `mark ${mark}: not measured (${fixed(orders)} orders, highest ${fixed(peakMiB)} MiB)`;
  }
  return `mark ${mark}: ${at.mib <= marks.anonymousMiB ? 'met' : 'missed'} (${fixed(at.mib)})`;
};

/** The report as people read it; its last lines are the marks. */
export const printed = ({ lines, window, throughput, latency, delivered }: Report): string => [
  `flow         orders of ${lines} line(s), up to ${fixed(window)} open at once; each one placed,`
    + ' reserved, shipped, delivered, and visible',
  ...throughputLines(throughput),
  ...memoryLines(throughput),
  ...(latency === undefined ? [] : latencyLines(latency)),
  `check        the views count ${fixed(delivered)} of`
    + ` ${fixed(throughput.orders + (latency?.orders ?? 0))} orders completed and delivered`,
  ...(throughput.profile === undefined ? [] : ['profile      self, without idle time',
    ...throughput.profile.map(({ place, share }) => `  ${percent(share).padStart(7)}  ${place}`)]),
  `mark >= ${fixed(marks.ordersASecond)} orders/s:`
    + ` ${throughput.rate >= marks.ordersASecond ? 'met' : 'missed'} (${fixed(throughput.rate)})`,
  memoryMark(throughput),
  '',
].join('\n');
