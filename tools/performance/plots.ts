import { init } from 'echarts';
import type { EChartsOption, SeriesOption } from 'echarts';
import type { Figure } from '../../bench/runs/outcome.js';
import { measuredSides, onOneBroker, spreadOf } from './measured.js';

const width = 820;
const height = 300;
const font = 'sans-serif';
const digits = 3;

interface Part {
  readonly name: string;
  readonly figure: Figure;
}

interface Plot {
  readonly title: string;
  readonly parts: readonly Part[];
  readonly isStacked: boolean;
  readonly isLogarithmic: boolean;
}

const rounded = (value: number): number => Number(value.toPrecision(digits));

/** A bar for each side and part: the median over the repetitions. */
const drawn = ({ title, parts, isStacked, isLogarithmic }: Plot): string => {
  const runs = onOneBroker();
  const all = measuredSides(runs).toReversed();
  const series = parts.map(({ name, figure }): SeriesOption => ({
    name,
    type: 'bar',
    ...(isStacked && { stack: 'all' }),
    label: { show: !isStacked, position: 'right', fontFamily: font },
    data: all.map((side) => rounded(spreadOf(runs, side.name, figure)?.median ?? 0)),
  }));
  const option: EChartsOption = {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: font },
    title: {
      text: all.length === 0 ? `${title}: not measured` : title,
      left: 'center',
      textStyle: { fontSize: 14, fontFamily: font },
    },
    ...(parts.length > 1 && { legend: { bottom: 0, textStyle: { fontFamily: font } } }),
    grid: { left: 250, right: 70, top: 40, bottom: parts.length > 1 ? 60 : 30 },
    xAxis: isLogarithmic ? { type: 'log' } : { type: 'value' },
    yAxis: {
      type: 'category',
      data: all.map((side) => side.title),
      axisLabel: { width: 235, overflow: 'break', fontFamily: font },
    },
    series,
  };
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption(option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg.endsWith('\n') ? svg : `${svg}\n`;
};

/** By the name of the file in docs/performance. */
export const plots = {
  rate: () =>
    drawn({
      title: 'orders a second, shipped and readable (median, one broker)',
      parts: [{ name: 'orders a second', figure: 'rate' }],
      isStacked: false,
      isLogarithmic: false,
    }),
  latency: () =>
    drawn({
      title: 'milliseconds to shipped and readable at a constant rate (median, one broker)',
      parts: [
        { name: 'p50', figure: 'p50' },
        { name: 'p99', figure: 'p99' },
      ],
      isStacked: false,
      isLogarithmic: true,
    }),
  cpu: () =>
    drawn({
      title: 'CPU seconds for 1,000 orders at the full rate (median, one broker)',
      parts: [
        { name: 'own processes', figure: 'cpuOwn' },
        { name: 'Kafka and Redis', figure: 'cpuServers' },
        { name: 'driver', figure: 'cpuDriver' },
      ],
      isStacked: true,
      isLogarithmic: false,
    }),
} as const satisfies Readonly<Record<string, () => string>>;
