import {
  asProse,
  contentOf,
  decimal,
  differingFields,
  idConflict,
  listed,
  millionths,
  refuse,
  refuseFields,
} from '#kernel';
import type { FieldFault } from '#kernel';
import { loose, sumOf } from '../../state/buckets.js';
import type { Metadata } from '../../message/body.js';
import type { EditedLine } from '../../message/changes.js';
import type { EditOrder } from '../../commands.js';
import type { OrderEvent } from '../../events.js';
import type { OrderEdited } from '../../events/edits.js';
import { linesEdited } from '../../evolve/edits.js';
import { bodyOf, lineAgreed } from '../../evolve/body.js';
import { editKey, seenFact } from '../../state/facts.js';
import { metadataText } from '../../message/metadata.js';
import type { LineQuantity, Move, StockRequest } from '../../message/quantities.js';
import { agreedOf, isSameSource, liveOf, moveUnits, sourceOf } from '../../state/line.js';
import type { Line } from '../../state/line.js';
import type { Placed } from '../../state.js';
import { isClosed, isComplete } from '../../status/status.js';
import { nothing } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import { movesOf } from '../moves.js';
import { raise } from '../exceptions.js';
import { askFor, requestOf } from '../stock-requests.js';
import { differenceOf } from './difference.js';
import { faultsOf } from './editable.js';
import { editsFull } from '../room.js';
import { bodyWanted, needed, totalWanted, wantedByClient } from './wanted.js';
import type { Wanted, WantedLine } from './wanted.js';

type About = Pick<OrderEdited['data'], 'by' | 'id' | 'content' | 'reason'>;

/** What an edit does to one line. */
interface LineEdit {
  readonly edited: EditedLine;
  readonly moves: readonly Move[];
  readonly dropped: readonly LineQuantity[];
  readonly restored: readonly LineQuantity[];
  readonly releases: readonly StockRequest[];
}

const isElsewhere = (line: Line, wanted: WantedLine): boolean =>
  !isSameSource(line, sourceOf(wanted));

/** Units that the stock has for a line, or is asked for. */
const withStock = ({ buckets, resting }: Line): number => sumOf(buckets, loose) - resting;

/** The line without units that nobody wants any more, and how many of them the stock gets back. */
const lessened = (line: Line, moves: readonly Move[]): { line: Line; back: number } => {
  let after = line;
  for (const { from, quantity } of moves) {
    after = moveUnits(after, from, 'cancelled', millionths(quantity));
  }
  return { line: after, back: withStock(line) - withStock(after) };
};

/** What goes back to the stock: what is not wanted, or all of it where it is wanted elsewhere. */
const releasesOf = (
  line: Line,
  wanted: WantedLine,
  moves: readonly Move[],
): readonly StockRequest[] => {
  const { line: after, back } = lessened(line, moves);
  if (!isElsewhere(line, wanted)) return back > 0 ? [requestOf(after, { released: back })] : [];
  const released = back + withStock(after);
  const { backordered: _backordered, reserved: _reserved, ...buckets } = after.buckets;
  return released > 0 ? [requestOf({ ...after, buckets }, { released })] : [];
};

const lineEdit = (line: Line | undefined, wanted: WantedLine): LineEdit => {
  const { agreed, live, ...terms } = wanted;
  if (line === undefined) {
    const edited = { ...terms, added: live };
    return { edited, moves: [], dropped: [], restored: [], releases: [] };
  }
  const added = Math.max(0, millionths(live) - liveOf(line));
  const moves = movesOf(line, loose, Math.max(0, liveOf(line) - millionths(live)));
  const over = agreedOf(line) + added - millionths(agreed);
  const units = (quantity: number): readonly LineQuantity[] =>
    quantity > 0 ? [{ line: line.line, quantity: decimal(quantity) }] : [];
  return {
    edited: { ...terms, added: decimal(added) },
    moves,
    dropped: units(over),
    restored: units(-over),
    releases: releasesOf(line, wanted, moves),
  };
};

const isOther = (line: Line | undefined, wanted: WantedLine): boolean => {
  if (line === undefined) return true;
  const { agreed, live, ...terms } = wanted;
  const { quantity, ...ours } = lineAgreed(line);
  return (
    quantity !== agreed ||
    decimal(liveOf(line)) !== live ||
    metadataText(ours as Metadata) !== metadataText(terms as Metadata)
  );
};

/** What the stock is asked for: units that came on a line, and all of one that moved. */
const requestsOf = (
  before: ReadonlyMap<string, Line>,
  lines: readonly Line[],
  edits: readonly EditedLine[],
): readonly StockRequest[] => {
  const after = new Map(lines.map((line) => [line.line, line]));
  return edits.flatMap(({ line: id, added }): StockRequest[] => {
    const line = after.get(id);
    const was = before.get(id);
    if (line === undefined) return [];
    const moved = was !== undefined && !isSameSource(was, line);
    const quantity = moved ? line.resting : millionths(added);
    return quantity > 0 ? [askFor(line, quantity)] : [];
  });
};

/** Units that a node has go where they were released to: people may still stop them. */
const reportedOfAddress = (
  state: Placed,
  fields: OrderEdited['data']['fields'],
): readonly OrderEvent[] => {
  if (!fields.some(({ field }) => field.startsWith('shipTo.'))) return nothing;
  const waiting = state.shipments.filter(({ units }) =>
    Object.values(units).some(
      ({ released = 0, cancel_pending: pending = 0 }) => released + pending > 0,
    ),
  );
  if (waiting.length === 0) return nothing;
  const names = listed(waiting.map(({ shipment }) => shipment));
  return raise(state, 'old-address', `released before the address changed: ${names}`);
};

/** An edit changes an order that goes on: its end has a command of its own, and a way back. */
const endFaults = ({ lines: before }: Placed, { lines }: Wanted): readonly FieldFault[] =>
  before.some((line) => liveOf(line) > 0) && !lines.some(({ live }) => millionths(live) > 0)
    ? [{ field: 'lines', detail: 'no unit would be left: to end the order, post to its cancel' }]
    : [];

/** The edit that makes the order as it is wanted; every field that cannot be so says why. */
export const editedTo = (state: Placed, wanted: Wanted, about: About): Outcome => {
  if (isClosed(state)) {
    return refuse('order_closed', 'a closed order is not edited: undo its cancel first');
  }
  if (state.lines.length > 0 && isComplete(state)) {
    return refuse('order_closed', 'every unit is delivered or came back');
  }
  const fields = differenceOf(bodyOf(state), bodyWanted(wanted));
  const known = new Map(state.lines.map((line) => [line.line, line]));
  const other = wanted.lines.filter((line) => isOther(known.get(line.line), line));
  if (fields.length === 0) return nothing;
  const faults = [...faultsOf(state, wanted), ...endFaults(state, wanted)];
  if (faults.length > 0) return notEditable(faults);
  const edits = other.map((line) => lineEdit(known.get(line.line), line));
  const restored = edits.flatMap((each) => each.restored);
  const parts = {
    lines: edits.map(({ edited }) => edited),
    moves: edits.flatMap(({ moves }) => moves),
    dropped: edits.flatMap(({ dropped }) => dropped),
    ...(restored.length > 0 && { restored }),
    releases: edits.flatMap(({ releases }) => releases),
  };
  const after = totalWanted(wanted);
  const { promise } = wanted.terms;
  const edited: OrderEvent = {
    type: 'order.edited',
    data: {
      ...about,
      version: state.version + 1,
      terms: wanted.terms,
      ...parts,
      requests: requestsOf(known, linesEdited(state.lines, parts), parts.lines),
      fields,
      total: { before: state.total, after, difference: after - state.total },
    },
  };
  return [
    edited,
    ...(promise === undefined || promise === state.terms.promise
      ? nothing
      : [{ type: 'promise.made', data: { promise } } as const]),
    ...reportedOfAddress(state, fields),
  ];
};

const words = (faults: readonly FieldFault[]): string =>
  asProse(faults.map(({ field, detail }) => `${field}: ${detail}`).join('; '));

const notEditable = (faults: readonly FieldFault[]): Outcome =>
  refuseFields('not_editable', words(faults), faults);

const quoted = (text: string): string => JSON.stringify(text);

/** What has changed since the version that the client saw. */
const changedSince = (state: Placed, version: number): readonly FieldFault[] =>
  state.changes
    .filter((change) => change.version > version)
    .flatMap((change) =>
      change.fields.map(({ field, first, other }) => ({
        field,
        detail:
          first === '' && other === ''
            ? `changed with version ${change.version}`
            : `was ${quoted(first)}, is ${quoted(other)} since version ${change.version}`,
      })),
    );

const movedOn = (state: Placed, version: number): Outcome => {
  const since = changedSince(state, version);
  const field = { field: 'version', detail: `expected ${state.version}, where the order stands` };
  return refuseFields(
    'version_conflict',
    `the order is at version ${state.version}, not ${version}`,
    [field, ...since],
  );
};

/** Lines that are not there say all of themselves. */
const incomplete = (state: Placed, { changes }: EditOrder['data']): Outcome | undefined => {
  const known = new Set(state.lines.map(({ line }) => line));
  for (const [at, change] of (changes.lines ?? []).entries()) {
    if (known.has(change.line)) continue;
    if (change.remove === true) {
      return refuse('line_not_found', `the order has no line ${change.line}`, `lines[${at}].line`);
    }
    const missing = needed.filter((field) => change[field] === undefined);
    if (missing.length === 0) continue;
    const detail = `line ${change.line} is not there yet: to add it, say its ${missing.join(', ')}`;
    return refuseFields(
      'line_incomplete',
      detail,
      missing.map((field) => ({
        field: `lines[${at}].${field}`,
        detail: 'expected of a line that is added',
      })),
    );
  }
  return undefined;
};

/** The same edit again changes nothing; another one under its id is told so. */
export const editOrder = (state: Placed, { data }: EditOrder): Outcome => {
  const { id, version, reason, changes } = data;
  const content = contentOf({ version, reason, ...changes });
  const before = id === undefined ? undefined : seenFact(state.seen, editKey(id));
  if (id !== undefined && before !== undefined) {
    const fields = differingFields(before.content, content);
    return fields.length === 0 ? nothing : idConflict('the edit', id, fields);
  }
  if (version !== state.version) return movedOn(state, version);
  const full = id === undefined ? undefined : editsFull(state);
  return (
    full ??
    incomplete(state, data) ??
    editedTo(state, wantedByClient(state, changes), {
      by: 'client',
      ...(id !== undefined && { id, content }),
      ...(reason !== undefined && { reason }),
    })
  );
};
