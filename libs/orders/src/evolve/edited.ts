import { decimal, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { loose, sumOf } from '../units/buckets.js';
import type { OrderBody, OrderLine, TermsSaid } from '../message/body.js';
import type { FieldChange } from '../message/changes.js';
import { toldAnew, withDismissed } from '../attention/concerns.js';
import type { OrderEvent, OrderEdited, PlaceConflicted } from '../events.js';
import { bodyKey, conflictKey } from '../facts/facts.js';
import type { LineQuantity } from '../message/quantities.js';
import { agreedOf, isSameSource, liveOf, onLines, sourceOf, openException } from '../state.js';
import type { Change, Elsewhere, Line, Placed, Source } from '../state.js';
import { metadataIn, metadataText } from '../message/metadata.js';
import { byLineId, termsOf } from './placed.js';
import { asked, movedTo } from './units.js';

type EventOf<T extends OrderEvent['type']> = Extract<OrderEvent, { readonly type: T }>;
type Edited = OrderEdited['data'];

/** Older changes stand in the timeline. */
const changesMax = 20;
/** A channel that sends more bodies than this has its oldest told again. */
const bodiesMax = 100;

const withChange = (changes: readonly Change[], change: Change): readonly Change[] =>
  [...changes, change].slice(-changesMax);

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

/** Units of lines that are not cancelled, where they are other than before. */
const liveChanges = (
  before: Placed,
  after: Placed,
  moves: readonly LineQuantity[],
): readonly FieldChange[] => {
  const names = new Set(moves.map(({ line }) => line));
  const units = new Map(
    before.lines.filter(({ line }) => names.has(line)).map((line) => [line.line, liveOf(line)]),
  );
  return after.lines
    .flatMap((line): FieldChange[] => {
      const first = units.get(line.line);
      return first === undefined
        ? []
        : [
            {
              field: `lines.${line.line}.quantity`,
              first: decimal(first),
              other: decimal(liveOf(line)),
            },
          ];
    })
    .slice(0, fieldsMax);
};

/**
 * A cancel changes what is agreed as well, and so does one that is undone: whoever looked at the
 * order before has not seen it.
 */
const seenAs = (
  by: 'cancel' | 'undo',
  before: Placed,
  after: Placed,
  { reason, moves }: { readonly reason: string; readonly moves: readonly LineQuantity[] },
): Placed => {
  const version = before.version + 1;
  const change: Change = {
    version,
    by,
    id: undefined,
    reason,
    fields: liveChanges(before, after, moves),
    total: undefined,
  };
  return { ...after, version, changes: withChange(before.changes, change) };
};

export const cancelSeen = (
  before: Placed,
  after: Placed,
  { data }: EventOf<'line.cancelled'>,
): Placed => seenAs('cancel', before, after, data);

/** More differing fields than this make a change no clearer. */
export const fieldsMax = 50;

export const conflicted = (state: Placed, { fields, body }: PlaceConflicted['data']): Placed => {
  const key = body === undefined ? conflictKey(fields) : bodyKey(body);
  const conflicts = [...state.conflicts, key].slice(-bodiesMax);
  return body === undefined
    ? { ...state, conflicts }
    : { ...state, conflicts, pending: { body: JSON.stringify(body), fields } };
};

/** Who closes the exception of a changed order turns the change down. */
export const resolvedAs = (state: Placed, { data }: EventOf<'exception.resolved'>): Placed => {
  const gone = openException(state, data.exception, data.line);
  const exceptions = state.exceptions.filter((one) => one !== gone);
  const pending = data.exception === 'order-changed' ? undefined : state.pending;
  if (data.reason === toldAnew) return { ...state, exceptions, pending };
  // What left under a hold and is dealt with is told no more with what leaves later.
  const underHold = data.exception === 'shipped-under-hold' ? undefined : state.underHold;
  return { ...state, exceptions, pending, underHold, told: withDismissed(state, data) };
};

/** The order lives again; what it was to be paid by has passed, where it had expired. */
export const cancelUndone = (state: Placed, { data }: EventOf<'cancel.undone'>): Placed => {
  const lines = movedTo(state.lines, data.moves, 'open');
  const isOver = state.stage !== 'received' && state.stage !== 'accepted';
  const { paymentDeadline: _passed, ...policy } = state.terms.policy;
  const terms = state.stage === 'expired' ? { ...state.terms, policy } : state.terms;
  const after: Placed = { ...state, lines, terms, stage: isOver ? 'accepted' : state.stage };
  return seenAs('undo', state, after, data);
};

/** A line as it is agreed. */
export const lineAgreed = (line: Line): OrderLine => {
  const { sku, node, name, unit, unitPrice, onShortage, trackStock, notBefore } = line;
  const metadata = metadataIn(line.metadata);
  return {
    line: line.line,
    sku,
    node,
    quantity: decimal(agreedOf(line)),
    unit,
    unitPrice,
    onShortage,
    ...(!trackStock && { trackStock }),
    ...(name !== undefined && { name }),
    ...(notBefore !== undefined && { notBefore }),
    ...(metadata !== undefined && { metadata }),
  };
};

/** What is agreed beside the lines, as a body says it. */
export const termsSaid = ({
  placedAt,
  currency,
  policy,
  customer,
  shipTo,
  billTo,
  notes,
  metadata: text,
  promise,
  charges,
}: Placed['terms']): TermsSaid => {
  const metadata = metadataIn(text);
  return {
    currency,
    policy,
    charges,
    ...(placedAt !== undefined && { placedAt }),
    ...(customer !== undefined && { customer }),
    ...(shipTo !== undefined && { shipTo }),
    ...(billTo !== undefined && { billTo }),
    ...(notes !== undefined && { notes }),
    ...(metadata !== undefined && { metadata }),
    ...(promise !== undefined && { promise }),
  };
};

/** The order as a channel would say it; a line that was taken off whole is none of it. */
export const bodyOf = ({ terms, lines }: Placed): OrderBody => ({
  ...termsSaid(terms),
  lines: lines.filter((line) => agreedOf(line) > 0).map(lineAgreed),
});
