import type { Latency } from './latency.js';
import type { Marks } from './marks.js';
import type { Entry } from './profile.js';
import type { Burned } from './site.js';
import type { Throughput } from './throughput.js';
import type { Usage } from './usage.js';

export interface Report {
  /** Of each order. */
  readonly lines: number;
  readonly window: number;
  readonly how: string;
  readonly marks: Marks;
  /** Before anything was measured. */
  readonly warmUp: { readonly seconds: number; readonly orders: number };
  readonly throughput: Throughput;
  readonly latency?: Latency;
  /** Orders of this run that the views count as completed and delivered. */
  readonly delivered: number;
  /** Self time, or bytes, by function. */
  readonly profile?: readonly Entry[];
}

/** All orders of the run. */
export const ordersOf = ({ warmUp, throughput, latency }: Report): number =>
  warmUp.orders + throughput.orders + (latency?.orders ?? 0);

const fixed = (value: number, digits = 0): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const percent = (share: number): string => `${fixed(share * 100, 1)} %`;

const othersText = (others: Burned, each: number): string =>
  [...others]
    .filter(([, seconds]) => seconds > 0)
    .map(([name, seconds]) => `, ${name} ${fixed(seconds * each, 2)}`)
    .join('');

const sumOf = (others: Burned): number =>
  [...others.values()].reduce((sum, seconds) => sum + seconds, 0);

const ownSeconds = ({ userSeconds, systemSeconds }: Usage): number => userSeconds + systemSeconds;

const cpuText = (usage: Usage, others: Burned, orders: number): string => {
  const cpu = ownSeconds(usage) + sumOf(others);
  return (
    `${fixed((cpu / orders) * 1_000, 2)} s per 1,000 orders;` +
    ` ${fixed(cpu / usage.seconds, 2)} cores busy`
  );
};

const throughputLines = ({
  orders,
  rate,
  usage,
  others,
  generatorSeconds,
}: Throughput): readonly string[] => {
  const own = ownSeconds(usage);
  const each = 1_000 / orders;
  return [
    `throughput   ${fixed(rate)} orders/s: ${fixed(orders)} in ${fixed(usage.seconds, 1)} s`,
    `CPU          ${cpuText(usage, others, orders)}`,
    `             this process ${fixed(own * each, 2)} (user ` +
      `${fixed(usage.userSeconds * each, 2)}, system ` +
      `${fixed(usage.systemSeconds * each, 2)})${othersText(others, each)}`,
    `             of this process garbage collection ${percent(usage.collectingSeconds / own)},` +
      ` the generator ${percent(generatorSeconds / own)}`,
  ];
};

const memoryLines = ({ memory, peakMiB }: Throughput): readonly string[] => [
  `RssAnon      ${[
    ...memory.map(({ orders, mib }) => `${fixed(mib)} MiB at ${fixed(orders)}`),
    `highest ${fixed(peakMiB)} MiB`,
  ].join(', ')}`,
];

const latencyLines = ({
  rate,
  orders,
  shipped,
  delivered,
  usage,
  others,
}: Latency): readonly string[] => [
  `latency      at ${fixed(rate)} orders/s, ${fixed(orders)} orders, ms from the intended placing`,
  `  shipped    p50 ${fixed(shipped.p50)}  p99 ${fixed(shipped.p99)}  max ${fixed(shipped.max)}`,
  `  delivered  p50 ${fixed(delivered.p50)}  p99 ${fixed(delivered.p99)}` +
    `  max ${fixed(delivered.max)}`,
  `  CPU        ${cpuText(usage, others, orders)}`,
  `             this process ${fixed((ownSeconds(usage) / orders) * 1_000, 2)}` +
    othersText(others, 1_000 / orders),
];

const verdict = (mark: string, met: boolean, found: number): string =>
  `mark ${mark}: ${met ? 'met' : 'missed'} (${fixed(found)})`;

const markLines = ({ marks, throughput, latency }: Report): readonly string[] => {
  const { ordersASecond, memory, shippedP99Ms } = marks;
  const lines = [
    verdict(
      `>= ${fixed(ordersASecond)} orders/s`,
      throughput.rate >= ordersASecond,
      throughput.rate,
    ),
  ];
  if (memory !== undefined) {
    const mark = `RssAnon <= ${memory.mib} MiB at ${fixed(memory.atOrders)} orders`;
    const at = throughput.memory.find((step) => step.orders >= memory.atOrders);
    lines.push(
      at === undefined
        ? `mark ${mark}: not measured (${fixed(throughput.orders)} orders, highest` +
            ` ${fixed(throughput.peakMiB)} MiB)`
        : verdict(mark, at.mib <= memory.mib, at.mib),
    );
  }
  if (shippedP99Ms !== undefined && latency !== undefined) {
    const { p99 } = latency.shipped;
    lines.push(
      verdict(`p99 <= ${shippedP99Ms} ms to shipped and visible`, p99 <= shippedP99Ms, p99),
    );
  }
  return lines;
};

/** The report as people read it; its last lines are the marks. */
export const printed = (report: Report): string => {
  const { lines, window, how, warmUp, throughput, latency, delivered, profile } = report;
  return [
    `flow         orders of ${lines} line(s), up to ${fixed(window)} open at once; each one ` +
      `placed, reserved, shipped, delivered, and visible`,
    `on           ${how}`,
    `warm-up      ${fixed(warmUp.orders)} orders in ${fixed(warmUp.seconds)} s, not measured`,
    ...throughputLines(throughput),
    ...memoryLines(throughput),
    ...(latency === undefined ? [] : latencyLines(latency)),
    `check        the views count ${fixed(delivered)} of` +
      ` ${fixed(ordersOf(report))} orders completed and delivered`,
    ...(profile === undefined
      ? []
      : [
          'profile      self, without idle time',
          ...profile.map(({ place, share }) => `  ${percent(share).padStart(7)}  ${place}`),
        ]),
    ...markLines(report),
    '',
  ].join('\n');
};
