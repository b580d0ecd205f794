import { decimal, jsonBytes, lineTotalFits, millionths, quantityMax, unitName } from '#kernel';
import type { FieldFault } from '#kernel';
import { loose, sumOf } from '../../state/buckets.js';
import { elsewhere } from '../../evolve/edits.js';
import { fieldsMax } from '../../evolve/changes.js';
import { nodesMax, nodesOf } from '../../units/nodes.js';
import { liveOf } from '../../state/line.js';
import type { Line } from '../../state/line.js';
import type { Placed } from '../../state.js';
import { bodyWanted, totalWanted } from './wanted.js';
import type { Wanted, WantedLine } from './wanted.js';

/** An order takes so many lines in its life, those that were taken off again among them. */
const linesMax = 2_000;

/** Nodes and SKUs that a line had before: the books of each go on. */
const placesMax = 100;

/** As much as an order may be that is placed. */
const bytesMax = 786_432;

/** Units that are with a node, have left, or came back: no edit reaches them. */
const fixedOf = (line: Line): number => liveOf(line) - sumOf(line.buckets, loose);

type At = (field: string) => string;

/** What is one for all units of a line: it stands as soon as one of them is released. */
const ofAllUnits = ['sku', 'node', 'unitPrice', 'trackStock'] as const;
/** What a line is asked for with, and stays. */
const ofLine = ['unit', 'onShortage'] as const;

const lineFaults = (line: Line, wanted: WantedLine, at: At): readonly FieldFault[] => {
  const fixed = fixedOf(line);
  const terms = { ...wanted, trackStock: wanted.trackStock ?? true };
  const units = `${decimal(fixed)} of line ${line.line} are released or gone`;
  const faults: FieldFault[] = [];
  if (millionths(wanted.live) < fixed) {
    const detail = `${units}: expected a quantity of at least ${decimal(fixed)}`;
    faults.push({ field: at('quantity'), detail });
  }
  for (const field of ofAllUnits) {
    if (fixed === 0 || line[field] === terms[field]) continue;
    const detail = `${units}: lower its quantity to ${decimal(fixed)}, add a line for the others`;
    faults.push({ field: at(field), detail });
  }
  for (const field of ofLine) {
    const isSame =
      field === 'unit'
        ? unitName(line.unit) === unitName(wanted.unit)
        : line[field] === wanted[field];
    if (isSame) continue;
    const detail = `stands with line ${line.line}: remove it and add another`;
    faults.push({ field: at(field), detail });
  }
  return faults;
};

/** Numbers that the books cannot hold. */
const sizeFaults = (
  line: Line | undefined,
  wanted: WantedLine,
  currency: string,
  at: At,
): readonly FieldFault[] => {
  const live = millionths(wanted.live);
  const added = line === undefined ? live : Math.max(0, live - liveOf(line));
  const there = line === undefined ? undefined : elsewhere(line, wanted);
  const asked = (there?.asked ?? 0) + (there === line ? added : live);
  const faults: FieldFault[] = [];
  if ((there?.elsewhere.length ?? 0) > placesMax) {
    const detail = `the line has stood at ${placesMax} nodes or SKUs: add a line in its place`;
    faults.push({ field: at('node'), detail });
  }
  if (Math.max((line?.ordered ?? 0) + added, asked) > quantityMax) {
    const detail = `the books of a line hold up to ${decimal(quantityMax)} units`;
    faults.push({ field: at('quantity'), detail });
  } else if (!lineTotalFits(wanted.unitPrice, millionths(wanted.agreed), currency)) {
    const detail = 'expected a line total of at most 9·10¹² minor units';
    faults.push({ field: at('unitPrice'), detail });
  }
  return faults;
};

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Goods that are still to go somewhere: their order may get another address, but not none. */
const addressNeeded = (
  { terms }: Placed,
  { terms: { shipTo }, lines }: Wanted,
): readonly FieldFault[] =>
  terms.shipTo !== undefined &&
  shipTo === undefined &&
  lines.some(({ trackStock = true, live }) => trackStock && millionths(live) > 0)
    ? [{ field: 'shipTo', detail: 'goods are sent to it: expected another address in its place' }]
    : [];

const termsFaults = (state: Placed, wanted: Wanted): readonly FieldFault[] => {
  const { terms } = state;
  const faults: FieldFault[] = [];
  const stands = (field: string, one: unknown, other: unknown): void => {
    if (!same(one, other)) faults.push({ field, detail: 'stands as the order was placed' });
  };
  stands('currency', terms.currency, wanted.terms.currency);
  stands('placedAt', terms.placedAt, wanted.terms.placedAt);
  stands('policy.timers', terms.policy.timers, wanted.terms.policy.timers);
  if (state.stage !== 'received') {
    stands('policy.allOrNothing', terms.policy.allOrNothing, wanted.terms.policy.allOrNothing);
  }
  const lives = new Map(state.lines.map((line) => [line.line, liveOf(line)]));
  const isOpen =
    state.lines.length === 0 ||
    state.lines.some(({ buckets }) => sumOf(buckets, loose) > 0) ||
    wanted.lines.some(({ line, live }) => millionths(live) > (lives.get(line) ?? 0));
  if (isOpen) return [...faults, ...addressNeeded(state, wanted)];
  for (const field of ['shipTo', 'customer', 'charges'] as const) {
    if (same(terms[field], wanted.terms[field])) continue;
    faults.push({ field, detail: 'every unit is released: expected units that no node has yet' });
  }
  return faults;
};

const isCountable = (before: number, after: number): boolean =>
  [before, after, after - before].every(Number.isSafeInteger);

/** Why an order cannot be as it is wanted, field by field; none: it can. */
export const faultsOf = (state: Placed, wanted: Wanted): readonly FieldFault[] => {
  const { currency } = wanted.terms;
  const known = new Map(state.lines.map((line) => [line.line, line]));
  const faults = [...termsFaults(state, wanted)];
  for (const each of wanted.lines) {
    const line = known.get(each.line);
    const at = (field: string): string => wanted.at(each.line, field);
    if (line !== undefined) faults.push(...lineFaults(line, each, at));
    faults.push(...sizeFaults(line, each, currency, at));
  }
  if (wanted.lines.length > linesMax) {
    faults.push({ field: 'lines', detail: `an order has at most ${linesMax} lines in its life` });
  }
  if (nodesOf(wanted.lines).length > Math.max(nodesMax, nodesOf(state.lines).length)) {
    const detail =
      `an order has lines at no more than ${nodesMax} nodes in its life: ` +
      'place another order for those of other nodes';
    faults.push({ field: 'lines', detail });
  }
  if (faults.length === 0 && !isCountable(state.total, totalWanted(wanted))) {
    faults.push({ field: 'lines', detail: 'expected a total of at most 9·10¹⁵ minor units' });
  }
  if (jsonBytes(bodyWanted(wanted)) > bytesMax) {
    const detail = `expected an order of at most ${bytesMax} bytes as JSON`;
    faults.push({ field: 'lines', detail });
  }
  return faults.slice(0, fieldsMax);
};
