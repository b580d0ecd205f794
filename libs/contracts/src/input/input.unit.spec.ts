/** What the HTTP edge takes, what it fills in, and what it says where it refuses. */
import { number, stored } from '../../test/messages.js';
import { inventoryCodec } from '../services/inventory.js';
import { ordersCodec } from '../services/orders.js';
import { shippingCodec } from '../services/shipping.js';
import { shipmentFactInput, toShipmentFact } from './facts.js';
import { returnInput, toReturn } from './returns.js';
import { paymentInput, toRecordPayment } from './payments.js';
import { cancelInput, toCancelOrder } from './actions.js';
import {
  dispatchInput,
  refuseInput,
  scanInput,
  toDispatchShipment,
  toRecordShipmentScan,
  toRefuseShipment,
} from './shipment.js';
import {
  adjustmentInput,
  countInput,
  receiptInput,
  stockReturnInput,
  toAdjustStock,
  toCountStock,
  toReceiveStock,
  toReturnStock,
} from './stock.js';
import { problems } from '../../test/inputs.js';

const envelope = { tenant: 'acme', number, id: 'c-1', from: '/api' };
const shipment = `${number}-S1`;
const at = '2026-01-05T12:00:00+02:00';
const utc = '2026-01-05T10:00:00Z';

/** What the edge makes of inputs for an order, and what the message says. */
const forOrders = [
  [
    'a cancellation',
    toCancelOrder(cancelInput.parse({ reason: 'customer' }), 'c-1'),
    { id: 'c-1', reason: 'customer' },
  ],
  [
    'a payment',
    toRecordPayment(paymentInput.parse({ payment: 'p', status: 'captured', amount: 5 }), 'c-1'),
    { id: 'c-1', payment: 'p', status: 'captured', amount: 5 },
  ],
  [
    'a payment with its time, whatever the length of its name',
    toRecordPayment(
      paymentInput.parse({ payment: 'p'.repeat(512), status: 'captured', amount: 5, at }),
      'c-1',
    ),
    {
      id: expect.stringMatching(/^captured:[0-9a-f]{32}$/),
      payment: 'p'.repeat(512),
      status: 'captured',
      amount: 5,
      at: utc,
    },
  ],
  [
    'a return',
    toReturn(returnInput.parse({ id: 'r', lines: [{ line: '1', quantity: '1' }] }), 'c-1'),
    { id: 'r', lines: [{ line: '1', quantity: '1' }], disposition: 'restocked' },
  ],
  [
    'a dispatch of all of a node',
    toShipmentFact(shipmentFactInput.parse({ kind: 'dispatch', node: 'main', at }), 'c-1'),
    { scope: { node: 'main' }, fact: { kind: 'dispatch', id: 'c-1', at: utc } },
  ],
  [
    'a scan of a shipment, which is the same when it comes again',
    toShipmentFact(shipmentFactInput.parse({ kind: 'scan', shipment, status: 'lost', at }), 'c-1'),
    {
      scope: { shipment },
      fact: { kind: 'scan', status: 'lost', id: `lost:${shipment}:${utc}`, at: utc },
    },
  ],
] as const;

describe('the inbox takes what the edge makes of', () => {
  test.each(forOrders)('%s', (_, command, data) => {
    const record = stored(ordersCodec.encodeCommand({ key: number, ...envelope, command }));
    expect(ordersCodec.decodeCommand(record)).toMatchObject({ command: { data } });
    expect(command.data).toEqual(data);
  });

  test.each([
    [
      'a dispatch',
      toDispatchShipment(dispatchInput.parse({ carrier: 'dhl', tracking: 'J' }), shipment, 'c-1'),
    ],
    ['a refusal', toRefuseShipment(refuseInput.parse({ reason: 'damaged' }), shipment)],
    ['a scan', toRecordShipmentScan(scanInput.parse({ status: 'delivered', at }), shipment, 'c-1')],
  ])('%s of a shipment', (_, command) => {
    const record = stored(shippingCodec.encodeCommand({ key: number, ...envelope, command }));
    expect(shippingCodec.decodeCommand(record)).toMatchObject({ command });
  });

  test.each([
    ['one receipt', toReceiveStock(receiptInput.parse({ quantity: '2' }), 'c-1')],
    [
      'many receipts',
      toReceiveStock(receiptInput.parse({ receipts: [{ id: 'r', quantity: '2' }] }), 'c-1'),
    ],
    [
      'a write-off',
      toAdjustStock(adjustmentInput.parse({ quantity: '-3', reason: 'broken' }), 'c-1'),
    ],
    ['a count', toCountStock(countInput.parse({ counted: '0' }), 'c-1')],
    [
      'a return',
      toReturnStock(stockReturnInput.parse({ quantity: '1', reason: 'customer' }), 'c-1'),
    ],
  ])('%s of stock', (_, command) => {
    const record = stored(
      inventoryCodec.encodeCommand({ key: 'acme/main/A', ...envelope, command }),
    );
    expect(inventoryCodec.decodeCommand(record)).toMatchObject({ command });
  });

  test('a return for an order whose number came as people write it', () => {
    const input = stockReturnInput.parse({
      quantity: '1',
      reason: 'customer',
      order: ` ${number.toLowerCase().replaceAll('-', ' ')} `,
    });
    expect(toReturnStock(input, 'c-1').data.order).toBe(number);
  });

  test('no adjustment by 0, no receipt without quantity, no correction without a reason', () => {
    expect(problems(adjustmentInput, { quantity: '0', reason: 'x' })).toMatchObject([
      { field: 'quantity' },
    ]);
    expect(problems(receiptInput, { id: 'r' })).toMatchObject([{ field: 'quantity' }]);
    expect(problems(scanInput, { status: 'lost', at, corrects: 's-1' })).toMatchObject([
      { field: 'reason' },
    ]);
    expect(
      problems(scanInput, { id: 's-1', status: 'lost', at, corrects: 's-1', reason: 'x' }),
    ).toMatchObject([{ field: 'corrects' }]);
    expect(problems(shipmentFactInput, { kind: 'teleport', at })).toMatchObject([
      { field: 'kind' },
    ]);
  });
});
