/** What the inbox of the orders service takes (ARCHITECTURE.md §9). */
import { z } from 'zod';
import { asItWas, message } from './entry.js';
import type { Entry } from './entry.js';
import {
  code,
  count,
  id,
  line,
  linesMax,
  minor,
  node,
  omsNumber,
  oneOf,
  prose,
  quantity,
  sku,
  text,
  time,
  unit,
} from './forms.js';
import { claim, orderBody, paymentStatus } from './order-parts.js';
import {
  concern,
  correctionNote,
  dispatchFact,
  factScope,
  scanFact,
  shipmentNews,
} from './shipment-parts.js';
import {
  disposition,
  goods,
  lineQuantities,
  lineQuantity,
  stockAnswer,
  uniqueLines,
} from './unit-parts.js';
import { constrained } from './constraints.js';
import { orderChanges, wholePartsReplaced } from './order-changes.js';
import { nodesExpected, nodesTooMany } from './order-size.js';
import { parcelsNamed } from './first-news.js';

export const nothing = z.strictObject({});
/** Of a whole order, in minor units. */
export const sum = z.int();
/** A letter for the kind before the fact's id. */
export const factKey = text(520);
/** What the fact said that an event settles, as digests of its fields. */
export const content = z.string().optional().describe('`field:digest` of each field of the fact');
export const claimed = { claim: claim.optional() };
export const named = { exception: code, line: line.optional(), reason: prose };

export const place = z.strictObject({ number: omsNumber, claim, body: orderBody });
/** An event may tell of more nodes: it stands in logs that are older than the bound. */
const placed = constrained(place, {
  name: 'placedNodes',
  expected: nodesExpected,
  breach: ({ body: { lines } }) => (nodesTooMany(lines) ? ['body.lines'] : []),
});
const someUnits = uniqueLines(z.strictObject({ line, quantity: quantity.optional() }));
const cancelFields = { id: id.optional(), reason: prose, lines: someUnits.optional() };
export const paymentFields = {
  id,
  payment: id,
  status: paymentStatus,
  amount: minor,
  at: time.optional(),
  expiresAt: time.optional(),
};
const refusalFields = {
  id,
  reason: prose,
  node: node.optional(),
  lines: lineQuantities.optional(),
  at: time.optional(),
  goods: goods.optional(),
};
const returnFields = {
  id,
  lines: z.array(lineQuantity).max(linesMax),
  disposition,
  at: time.optional(),
  node: node.optional(),
  goods: z.strictObject({ sku, quantity, unit: unit.optional(), id: id.optional() }).optional(),
};
const somethingBack = {
  name: 'somethingBack',
  expected: 'a list of at least 1',
  breach: ({
    lines,
    goods: bySku,
  }: {
    readonly lines: readonly object[];
    readonly goods?: object | undefined;
  }): readonly string[] => (lines.length === 0 && bySku === undefined ? ['lines'] : []),
};

/** Facts, and the cancel, that wait where they come before their order. */
const facts = {
  'order.cancel': message(
    'Cancels the order, lines or units, as far as they can still be cancelled.',
    z.strictObject({ ...claimed, ...cancelFields }),
  ),
  'order.record-payment': message(
    'A payment took place.',
    z.strictObject({ ...claimed, ...paymentFields }),
  ),
  'order.correct-payment': message(
    'A payment fact was told by mistake: it counts no more.',
    z.strictObject({ ...claimed, corrects: id, reason: prose }),
  ),
  'order.record-dispatch': message(
    'Somebody else handed units to a carrier.',
    z.strictObject({ ...claimed, scope: factScope, fact: dispatchFact }),
  ),
  'order.record-scan': message(
    'A carrier scanned units.',
    z.strictObject({ ...claimed, scope: factScope, fact: scanFact }),
  ),
  'order.record-refusal': message(
    'The node says that it will not deliver.',
    z.strictObject({ ...claimed, ...refusalFields }),
    [asItWas],
  ),
  'order.record-return': message(
    'Units came back.',
    constrained(z.strictObject({ ...claimed, ...returnFields }), somethingBack),
  ),
  'order.raise-exception': message(
    'The channel says that something is not as it should be.',
    z.strictObject({ ...claimed, id: id.optional(), ...named }),
  ),
};

export const orderCommands = {
  'order.place': message('Places an order under its number.', placed),
  ...facts,
  'order.hold': message(
    'Holds the release to a node.',
    z.strictObject({ hold: code, reason: prose }),
  ),
  'order.release-hold': message('Ends one hold.', z.strictObject({ hold: code })),
  'order.resolve': message('Closes an exception.', z.strictObject(named)),
  'order.reserve-again': message(
    'Asks the stock once more for units that rest in open.',
    z.strictObject({ lines: z.array(line).max(linesMax).optional() }),
  ),
  'order.edit': message(
    'Changes what has not been released, if the order is at this version.',
    z.strictObject({
      id: id.optional(),
      version: count,
      reason: prose.optional(),
      changes: orderChanges,
    }),
    [wholePartsReplaced],
  ),
  'order.undo-cancel': message(
    'Asks for cancelled units anew.',
    z.strictObject({ reason: prose, lines: someUnits.optional() }),
  ),
  'order.release-anyway': message(
    'Releases without waiting for money.',
    z.strictObject({ reason: prose }),
  ),
  'order.accept-change': message(
    'Makes the order as its channel sent it last.',
    z.strictObject({ reason: prose.optional(), change: id.optional() }),
  ),
  'order.dismiss-change': message(
    'Leaves the order as it is, whatever its channel sent.',
    z.strictObject({ reason: prose, change: id.optional() }),
  ),
  'order.correct-return': message(
    'A return was told by mistake.',
    z.strictObject({
      corrects: id,
      reason: prose,
      goods: z
        .strictObject({ node, sku })
        .optional()
        .describe('told by SKU at this stock, under that id'),
    }),
  ),
  'order.record-stock': message("The stock's answer for one line.", stockAnswer),
  'order.record-shipment': message(
    'What shipping tells about a shipment.',
    z.strictObject({
      what: oneOf('status', 'withdrawn', 'refused', 'cancelled', 'cancel-refused'),
      news: shipmentNews,
      lines: z.array(lineQuantity),
      reason: prose.optional(),
      goods: goods.optional(),
      correction: correctionNote.optional(),
      fact: id.optional(),
      settled: id.optional(),
    }),
    [parcelsNamed, asItWas, asItWas],
  ),
  'order.record-concerns': message(
    'What shipping finds wrong in the facts of an order of which nothing is planned.',
    z.strictObject({ concerns: z.array(concern) }),
  ),
  'order.deadline-reached': message(
    'The clock says that a deadline has come.',
    z.strictObject({ name: text(128), at: time }),
  ),
};

/** A message that is carried inside another one. */
const carried = <const T extends string, S extends z.ZodType>(type: T, { data }: Entry<S>) =>
  z.strictObject({ type: z.literal(type), data });
export const factMessages = [
  carried('order.cancel', facts['order.cancel']),
  carried('order.record-payment', facts['order.record-payment']),
  carried('order.correct-payment', facts['order.correct-payment']),
  carried('order.record-dispatch', facts['order.record-dispatch']),
  carried('order.record-scan', facts['order.record-scan']),
  carried('order.record-refusal', facts['order.record-refusal']),
  carried('order.record-return', facts['order.record-return']),
  carried('order.raise-exception', facts['order.raise-exception']),
] as const;
export const orderFact = z.discriminatedUnion('type', factMessages).meta({ id: 'OrderFact' });
