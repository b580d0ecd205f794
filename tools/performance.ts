/**
 * Prints docs/performance.md, or one of its plots, from bench/results.
 *   node tools/built.mjs tools/performance.js text|rate|latency|cpu
 */
import { performanceText } from './performance/text.js';
import { plots } from './performance/plots.js';

const [name = ''] = process.argv.slice(2);
const printers = new Map<string, () => string>([
  ['text', performanceText],
  ...Object.entries(plots),
]);
const print = printers.get(name);
if (print === undefined) {
  process.stderr.write(`'${name}': expected one of ${[...printers.keys()].join(', ')}\n`);
  process.exit(2);
}
process.stdout.write(print());
