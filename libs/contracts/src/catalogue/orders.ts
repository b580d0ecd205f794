/** What the log of the orders service tells (ARCHITECTURE.md §9). */
import { z } from 'zod';
import { asItWas, message } from './entry.js';
import {
  code,
  count,
  flag,
  id,
  line,
  node,
  omsNumber,
  oneOf,
  prose,
  promise,
  quantity,
  sku,
  tenant,
  text,
  time,
  total,
  unit,
} from './forms.js';
import {
  bucket,
  claim,
  concern,
  contents,
  correctionNote,
  disposition,
  editedLine,
  fieldChanges,
  goods,
  lineQuantity,
  moves,
  opened,
  orderBody,
  requests,
  shipmentFact,
  shipmentId,
  shipmentNews,
  stockAnswer,
  terms,
  withheld,
} from './order-parts.js';
import {
  claimed,
  content,
  factKey,
  factMessages,
  named,
  nothing,
  orderFact,
  paymentFields,
  place,
  sum,
} from './order-commands.js';

const answered = z.strictObject({ moves, answer: stockAnswer });
const returnMove = z.strictObject({
  line,
  quantity,
  from: bucket,
  sku,
  node,
  unit: unit.optional(),
  trackStock: z.literal(false).optional(),
  before: total.optional(),
});
const takenOut = z.strictObject({
  reason: prose,
  shipments: z.array(z.strictObject({ shipment: shipmentId, lines: z.array(lineQuantity) })),
});
const correction = correctionNote.optional();
const followed = z.strictObject({
  news: shipmentNews,
  moves,
  requests,
  correction,
  again: z
    .array(returnMove.extend({ id, from: disposition }))
    .optional()
    .describe('units that left again from where a return had booked them, which gives them up'),
});

/** The first version knew one payment an order: what it recorded was named by the fact alone. */
const paymentNamed = (data: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const { id: fact, ...rest } = data;
  return { id: fact, payment: fact, ...rest };
};

export const orderEvents = {
  'order.placed': message(
    'An order came in under its number.',
    z.strictObject({ number: omsNumber, claim, placedAt: time, body: orderBody }),
  ),
  'order.rejected': message('Nothing of the order can be had.', z.strictObject({ reason: prose })),
  'order.place-conflicted': message(
    'The same reference came again with another body; the order stands.',
    z.strictObject({ fields: fieldChanges, body: orderBody.optional() }),
  ),
  'order.edited': message(
    'What is agreed from now on; the stock is asked for the differences.',
    z.strictObject({
      by: oneOf('client', 'channel'),
      reason: prose.optional(),
      id: id.optional(),
      content,
      digest: text(64).optional(),
      version: count,
      terms,
      lines: z.array(editedLine),
      moves,
      dropped: z.array(lineQuantity),
      restored: z.array(lineQuantity).optional(),
      releases: requests,
      requests,
      fields: fieldChanges,
      total: z.strictObject({ before: sum, after: sum, difference: sum }),
    }),
  ),
  'change.dismissed': message(
    "The channel's other body was turned down.",
    z.strictObject({ reason: prose }),
  ),
  'cancel.undone': message(
    'Cancelled units are wanted again.',
    z.strictObject({ reason: prose, moves }),
  ),
  'order.released-anyway': message(
    'It goes to its nodes without waiting for money.',
    z.strictObject({ reason: prose }),
  ),
  'release.scheduled': message(
    'Ready units of a node wait for others of it.',
    z.strictObject({ node, at: time }),
  ),
  'release.due': message('Units of a node have waited long enough.', z.strictObject({ node })),
  'number.collided': message(
    'Another reference has this number; the message is posted again under the next attempt.',
    z.strictObject({
      claim,
      message: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('order.place'), data: place }),
        ...factMessages,
      ]),
    }),
  ),
  'fact.kept': message(
    'A fact waits for what it needs. Of a tenant: it counts where the order is that one’s.',
    z.strictObject({ fact: orderFact, tenant: tenant.optional(), at: time.optional() }),
  ),
  'fact.applied': message(
    'A kept fact is done with that no other event names.',
    z.strictObject({ fact: factKey, content }),
  ),
  'order.accepted': message('Every line is answered by the stock.', nothing),
  'order.held': message('A hold stands.', z.strictObject({ hold: code, reason: prose })),
  'hold.released': message('A hold ended.', z.strictObject({ hold: code })),
  'order.cancelled': message('Every unit is cancelled.', z.strictObject({ reason: prose })),
  'order.expired': message('The payment did not come in time.', nothing),
  'order.completed': message('Every unit not cancelled is delivered or returned.', nothing),
  'line.reserved': message('Units are reserved.', answered),
  'line.backordered': message('Units wait for stock.', answered),
  'line.refused': message(
    'The stock refused units: those of an order that was not accepted yet rest in cancelled, ' +
      'others stay open.',
    answered,
  ),
  'line.reserve-requested': message('The stock is asked once more.', z.strictObject({ requests })),
  'line.released': message(
    'Units went to their nodes, a shipment each.',
    z.strictObject({
      shipments: z.array(
        z.strictObject({
          shipment: shipmentId,
          node,
          moves,
          lines: contents
            .optional()
            .describe('as many as it must have then at least, where it was there'),
          opened,
        }),
      ),
      promise: promise.optional(),
    }),
  ),
  'line.withdrawn': message(
    'Units that facts took into a shipment have not left: they stand where they stood before.',
    z.strictObject({
      shipment: shipmentId,
      moves,
      waiting: moves.optional(),
      resting: moves.optional(),
      requests: requests.optional(),
      settled: id.optional(),
    }),
  ),
  'line.node-refused': message(
    'A node will not deliver units.',
    z.strictObject({
      id: id.optional(),
      content,
      shipment: shipmentId.optional(),
      reason: prose,
      goods: withheld.optional(),
      moves,
      requests,
    }),
  ),
  'line.shipped': message('Units left the node.', followed),
  'line.delivered': message('Units arrived.', followed),
  'line.delivery-failed': message('A delivery failed and is tried again.', followed),
  'line.lost': message('Units are lost.', followed),
  'line.returned-to-sender': message('Units go back undelivered.', followed),
  'line.recalled': message(
    'Units that were told to have left are with their node after all.',
    followed,
  ),
  'shipment-status.recorded': message(
    'News of a shipment that moves no unit.',
    z.strictObject({ news: shipmentNews, correction, fact: id.optional() }),
  ),
  'line.returned': message(
    'Units came back and were judged.',
    z.strictObject({
      id,
      content,
      disposition,
      at: time.optional(),
      told: time.optional(),
      isPart: flag.optional(),
      isStocked: flag.optional(),
      moves: z.array(returnMove),
    }),
  ),
  'line.return-corrected': message(
    'A return was told by mistake: the units are out as before.',
    z.strictObject({
      id,
      reason: prose,
      disposition,
      toldAs: id.optional(),
      moves: z.array(returnMove.extend({ to: bucket })),
    }),
  ),
  'return.withdrawn': message(
    'What of a return was not booked never will be.',
    z.strictObject({
      id,
      reason: prose,
      content,
      toldAs: id.optional(),
      goods: z
        .strictObject({ node, sku, quantity, unit: unit.optional(), disposition })
        .optional()
        .describe('booked by its stock, which takes them out again'),
    }),
  ),
  'line.cancelled': message(
    'Units are cancelled.',
    z.strictObject({ reason: prose, shipment: shipmentId.optional(), moves, requests }),
  ),
  'refusal.requested': message(
    'The node refused units that are planned already: shipping takes them out.',
    takenOut.extend({ goods: goods.optional() }),
    [asItWas],
  ),
  'cancel.requested': message(
    'Units already with the node: shipping says whether they can be stopped.',
    takenOut,
  ),
  'cancel.refused': message(
    'Units have left: they cannot be cancelled.',
    z.strictObject({
      reason: prose,
      shipment: shipmentId.optional(),
      lines: z.array(lineQuantity),
    }),
  ),
  'payment.expired': message(
    'The authorization of a payment holds no more.',
    z.strictObject({ payment: id, expiresAt: time }),
  ),
  'payment.overdue': message(
    'The payment deadline passed, and a part was paid or has gone: people decide.',
    z.strictObject({ deadline: time }),
  ),
  'payment.recorded': message(
    'A payment took place.',
    z.strictObject({ ...paymentFields, ...claimed }),
    [paymentNamed],
  ),
  'payment.corrected': message(
    'What was told of a payment under this id counts no more.',
    z.strictObject({
      id,
      reason: prose,
      payment: id,
      status: paymentFields.status,
      amount: paymentFields.amount,
    }),
  ),
  'promise.made': message('When the order shall arrive.', z.strictObject({ promise })),
  'promise.at-risk': message('The promise is a day away and the order is not delivered.', nothing),
  'promise.missed': message('The promise has passed and the order is not delivered.', nothing),
  'concerns.recorded': message(
    'What shipping finds wrong in the facts of an order of which nothing is planned.',
    z.strictObject({ concerns: z.array(concern) }),
  ),
  'exception.raised': message(
    'Something is for people to look at.',
    z.strictObject({ ...named, fact: id.optional() }),
  ),
  'exception.resolved': message('It is closed.', z.strictObject(named)),
  'shipment-fact.accepted': message(
    'Facts by order, as shipping shall record them.',
    z.strictObject({
      content,
      facts: z.array(z.strictObject({ shipment: shipmentId, fact: shipmentFact })),
      settles: id
        .optional()
        .describe('once all have come, what facts took to a node and has not left is given back'),
    }),
  ),
};
