/** What the log of the orders service tells of units: reserved, released, shipped, returned. */
import { z } from 'zod';
import { asItWas, message } from './entry.js';
import { flag, id, line, node, prose, promise, quantity, sku, time, total, unit } from './forms.js';
import {
  correctionNote,
  opened,
  shipmentFact,
  shipmentId,
  shipmentNews,
} from './shipment-parts.js';
import {
  bucket,
  contents,
  disposition,
  goods,
  lineQuantity,
  moves,
  requests,
  stockAnswer,
  withheld,
} from './unit-parts.js';
import { content } from './order-commands.js';

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

export const unitEvents = {
  'cancel.undone': message(
    'Cancelled units are wanted again.',
    z.strictObject({ reason: prose, moves }),
  ),
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
