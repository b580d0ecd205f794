/** What the log of the orders service tells (ARCHITECTURE.md §9). */
import { z } from 'zod';
import { message } from './entry.js';
import {
  code,
  count,
  id,
  node,
  omsNumber,
  oneOf,
  prose,
  promise,
  tenant,
  text,
  time,
} from './forms.js';
import { claim, editedLine, fieldChanges, orderBody, terms } from './order-parts.js';
import { concern } from './shipment-parts.js';
import { lineQuantity, moves, requests } from './unit-parts.js';
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
import { unitEvents } from './unit-events.js';
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
  ...unitEvents,
};
