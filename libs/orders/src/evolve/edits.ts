import type { EventOf } from '../events.js';
import { millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { loose, sumOf } from '../state/buckets.js';
import type { OrderLine } from '../message/body.js';
import type { OrderEdited } from '../events/edits.js';
import type { PlaceConflicted } from '../events/order.js';
import { bodyKey, conflictKey } from '../state/facts.js';
import type { LineQuantity } from '../message/quantities.js';
import { isSameSource, onLines, sourceOf } from '../state/line.js';
import type { Elsewhere, Line, Source } from '../state/line.js';
import type { Change, Placed } from '../state.js';
import { metadataText } from '../message/metadata.js';
import { byLineId, termsOf } from './placed.js';
import { asked, movedTo } from './moves.js';
import { bodyOf } from './body.js';
import { withChange } from './changes.js';

type Edited = OrderEdited['data'];

/** A channel that sends more bodies than this has its oldest told again. */
const bodiesMax = 100;

const untouched: Omit<Elsewhere, keyof Source> = { asked: 0, released: 0, issued: 0, refused: 0 };

/**
 * The line at another node or of another SKU: its reservation there has totals of its own, which
 * go on where it had one before. Nobody is asked for its units yet.
 */
export const elsewhere = (line: Line, said: Pick<OrderLine, keyof Source>): Line => {
  const source = sourceOf(said);
  if (isSameSource(line, source)) return line;
  const { node, sku, trackStock, asked: total, released, issued, refused } = line;
  const left: Elsewhere = { node, sku, trackStock, asked: total, released, issued, refused };
  const isThere = (one: Elsewhere): boolean => isSameSource(one, source);
  const {
    asked: before,
    released: back,
    issued: gone,
    refused: none,
  } = line.elsewhere.find(isThere) ?? untouched;
  const { backordered: _backordered, reserved: _reserved, ...others } = line.buckets;
  const open = sumOf(line.buckets, loose);
  return {
    ...line,
    ...source,
    asked: before,
    released: back,
    issued: gone,
    refused: none,
    elsewhere: [...line.elsewhere.filter((one) => !isThere(one)), left],
    buckets: open > 0 ? { ...others, open } : others,
    resting: open,
    awaiting: false,
  };
};

/** With units that nobody is asked for yet. */
const withUnits = (line: Line, added: Quantity): Line =>
  added === 0
    ? line
    : {
        ...line,
        ordered: line.ordered + added,
        resting: line.resting + added,
        buckets: { ...line.buckets, open: (line.buckets.open ?? 0) + added },
      };

type LineSaid = Edited['lines'][number];

/** Every field by name, as a line that is placed has them. */
const lineTerms = ({
  line,
  sku,
  node,
  name,
  unit,
  unitPrice,
  onShortage,
  trackStock = true,
  notBefore,
  metadata,
}: LineSaid) => ({
  line,
  sku,
  node,
  name,
  unit,
  unitPrice,
  onShortage,
  trackStock,
  notBefore,
  metadata: metadataText(metadata),
});

const newLine = (said: LineSaid): Line => ({
  ...lineTerms(said),
  ordered: 0,
  dropped: 0,
  revived: 0,
  elsewhere: [],
  buckets: {},
  resting: 0,
  awaiting: false,
  request: 0,
  asked: 0,
  released: 0,
  issued: 0,
  refused: 0,
});

const lineEdited = (line: Line, said: LineSaid): Line =>
  withUnits({ ...elsewhere(line, said), ...lineTerms(said) }, millionths(said.added));

/** Units that left though an edit had taken them off. */
const agreedAgain = (line: Line, { quantity }: LineQuantity): Line => ({
  ...line,
  dropped: line.dropped - millionths(quantity),
  revived: Math.max(0, line.revived - millionths(quantity)),
});

/** The lines as they stand once units were taken off, and before the stock is asked for others. */
export const linesEdited = (
  lines: readonly Line[],
  {
    moves,
    dropped,
    restored = [],
    lines: edited,
    releases,
  }: Pick<Edited, 'moves' | 'dropped' | 'restored' | 'lines' | 'releases'>,
): readonly Line[] => {
  const less = onLines(
    onLines(asked(movedTo(lines, moves, 'cancelled'), releases), dropped, (line, { quantity }) => ({
      ...line,
      dropped: line.dropped + millionths(quantity),
    })),
    restored,
    agreedAgain,
  );
  const known = new Set(lines.map(({ line }) => line));
  const fresh = edited.filter(({ line }) => !known.has(line)).map(newLine);
  return onLines([...less, ...fresh].toSorted(byLineId), edited, lineEdited);
};

/** Open units that rested are on their way again. */
const askedFor = (line: Line, total: Quantity): Line => {
  const resting = Math.max(0, line.resting - (total - line.asked));
  return { ...line, asked: total, resting, awaiting: (line.buckets.open ?? 0) > resting };
};

/** What a node has goes where it was released to. */
const releasedTo = ({ shipments, terms, releasedTo: known }: Placed): Placed['releasedTo'] => ({
  ...Object.fromEntries(shipments.map(({ shipment }) => [shipment, terms.shipTo ?? {}])),
  ...known,
});

export const edited = (state: Placed, { data }: EventOf<'order.edited'>): Placed => {
  const { by, id, reason, version, terms, requests, fields, total } = data;
  const lines = onLines(linesEdited(state.lines, data), requests, (line, request) => ({
    ...askedFor(line, millionths(request.asked)),
    request: request.request,
  }));
  const change: Change = { version, by, id, reason, fields, total };
  // What the channel said is no news when it comes again, though it no longer stands.
  const said = state.editedByHand ? [] : [bodyKey(bodyOf(state))];
  const next = {
    ...state,
    terms: termsOf(terms),
    lines,
    version,
    total: total.after,
    changes: withChange(state.changes, change),
    editedByHand: by === 'client',
    conflicts: [...state.conflicts, ...said].slice(-bodiesMax),
    releasedTo: fields.some(({ field }) => field.startsWith('shipTo.'))
      ? releasedTo(state)
      : state.releasedTo,
    ...(terms.promise === undefined && { promise: undefined }),
  };
  return by === 'channel' ? { ...next, pending: undefined } : next;
};

export const conflicted = (state: Placed, { fields, body }: PlaceConflicted['data']): Placed => {
  const key = body === undefined ? conflictKey(fields) : bodyKey(body);
  const conflicts = [...state.conflicts, key].slice(-bodiesMax);
  return body === undefined
    ? { ...state, conflicts }
    : { ...state, conflicts, pending: { body: JSON.stringify(body), fields } };
};
