/** Messages of the inventory service (ARCHITECTURE.md §9); the key is `tenant/node/sku`. */
import { z } from 'zod';
import { message } from './entry.js';
import {
  count,
  difference,
  flag,
  id,
  line,
  omsNumber,
  oneOf,
  prose,
  quantity,
  receiptsMax,
  signed,
  total,
  unit,
} from './forms.js';
import { requested, unitMismatch } from './unit-parts.js';

const request = z
  .strictObject({ order: omsNumber, line, ...requested })
  .meta({
    id: 'ReservationRequest',
    description: 'Totals of one reservation asked for so far; a repeat changes nothing.',
  });
const answer = z
  .strictObject({
    order: omsNumber,
    line,
    request: count,
    reserved: total,
    backordered: total,
    refused: total,
    issued: total,
    reason: unitMismatch.optional(),
    keptIn: unit.optional(),
  })
  .meta({
    id: 'ReservationAnswer',
    description: 'Totals of one reservation as the ledger holds them.',
  });

export const receipt = z.strictObject({ id, quantity }).meta({ id: 'Receipt' });
export const condition = oneOf('available', 'unavailable');
const order = omsNumber.optional();
const receipts = z.array(receipt).min(1).max(receiptsMax);
const countedIn = { unit: unit.optional() };
const returned = z.strictObject({
  id,
  quantity,
  condition,
  reason: prose,
  order,
  ...countedIn,
  isBooked: flag.optional(),
});
const before = total.optional().describe('units of the same line that are back beside these');

export const stockCommands = {
  'stock.receive': message(
    'Goods came in, each receipt id once.',
    z.strictObject({ receipts, ...countedIn }),
  ),
  'stock.adjust': message(
    'The books are changed by a quantity.',
    z.strictObject({
      id,
      quantity: difference,
      reason: prose,
      condition: condition.optional(),
      ...countedIn,
      before,
    }),
  ),
  'stock.count': message(
    'Everything on hand was counted, reserved units too.',
    z.strictObject({
      id,
      counted: total,
      expected: total.optional(),
      reason: prose.optional(),
      ...countedIn,
    }),
  ),
  'stock.reserve': message('An order line asks for units.', request),
  'stock.release': message('An order line gives units back.', request),
  'stock.issue': message('Units of an order line left the building.', request),
  'stock.recall': message('Units of an order line never left after all.', request),
  'stock.return': message('Goods came back.', returned.extend({ before })),
  'stock.fill': message('Go on filling the backorder queue.', z.strictObject({})),
};

const found = total
  .optional()
  .describe('units that left though their node had not found them: they wait for no count');
const reserving = {
  order: omsNumber,
  line,
  quantity: total,
  request,
  answer: answer.optional(),
  countedIn: unit.optional(),
};

export const stockEvents = {
  'stock.received': message(
    'Goods came in that were not received before.',
    z.strictObject({ receipts, ...countedIn }),
  ),
  'stock.adjusted': message(
    'The books were changed.',
    z.strictObject({ id, quantity: signed, reason: prose, condition, ...countedIn }),
  ),
  'stock.counted': message(
    'A count was taken into the books.',
    z.strictObject({
      id,
      counted: total,
      difference: signed,
      expected: total.optional(),
      reason: prose.optional(),
      ...countedIn,
      judged: total.optional(),
    }),
  ),
  'stock.reserved': message(
    'Units are kept for an order line.',
    z.strictObject({ ...reserving, found }),
  ),
  'stock.backordered': message('Units are queued for an order line.', z.strictObject(reserving)),
  'stock.refused': message('Units are not to be had.', z.strictObject(reserving)),
  'stock.released': message(
    'An order line gave units back.',
    z.strictObject({
      ...reserving,
      fromBackordered: total,
      fromReserved: total,
      withheld: total.optional(),
      queued: total.optional(),
    }),
  ),
  'stock.issued': message(
    'Units left the building.',
    z.strictObject({
      ...reserving,
      fromReserved: total,
      fromBackordered: total,
      fromAvailable: total,
    }),
  ),
  'stock.recalled': message(
    'Units are on hand again and kept for their order line.',
    z.strictObject(reserving),
  ),
  'stock.backorder-filled': message(
    'Queued units became reserved ones, first come, first served.',
    z.strictObject({
      fills: z.array(z.strictObject({ order: omsNumber, line, quantity, answer })),
      more: flag.describe('the queue goes on'),
      hasLeft: flag.optional(),
      found,
    }),
  ),
  'stock.returned': message('Goods came back.', returned),
  'stock.shortfall': message(
    'What left or was missing is more than the books had.',
    z.strictObject({ quantity, reason: prose, order }),
  ),
};
