import { asProse, each } from '#kernel';
import type { Posting, Reaction, Recorded } from '#kernel';
import type {
  CancelRequested,
  HoldReleased,
  LineReleased,
  LineReturnCorrected,
  LineReturned,
  LineShipped,
  OrderEvent,
  OrderHeld,
  OrderPlaced,
  OrdersAlone,
  RefusalRequested,
  ReturnWithdrawn,
  ShipmentFactAccepted,
  StockRequest,
} from '#orders';
import { stockKey } from './events.js';
import type { Condition, ReservationRequest, StockCommand, StockEvent } from './events.js';

type Verb = 'stock.reserve' | 'stock.release' | 'stock.issue' | 'stock.recall';

const nothing: readonly Posting<StockCommand>[] = [];

const posting = (
  { key, tenant }: Recorded<OrderEvent>,
  { node, sku }: { readonly node: string; readonly sku: string },
  command: StockCommand,
): Posting<StockCommand> => ({ key: stockKey(tenant, node, sku), tenant, number: key, command });

/** Lines that need no stock are the order's own: no ledger hears of them. */
const isTracked = ({ trackStock }: { readonly trackStock?: boolean }): boolean =>
  trackStock !== false;

/** `order.placed` is request 1 of each line. */
const firstRequests = (
  recorded: Recorded<OrderEvent>,
  { lines }: OrderPlaced['data']['body'],
): readonly Posting<StockCommand>[] =>
  lines
    .filter(isTracked)
    .map((line) =>
      posting(recorded, line, {
        type: 'stock.reserve',
        data: {
          order: recorded.key,
          line: line.line,
          request: 1,
          asked: line.quantity,
          released: '0',
          issued: '0',
          onShortage: line.onShortage,
          ...(line.unit !== each && { unit: line.unit }),
        },
      }),
    );

const laterRequests = (
  recorded: Recorded<OrderEvent>,
  type: Verb,
  requests: readonly StockRequest[],
): readonly Posting<StockCommand>[] =>
  requests.filter(isTracked).map(({ node, sku, trackStock: _trackStock, ...totals }) => {
    const data: ReservationRequest = { order: recorded.key, ...totals };
    return posting(recorded, { node, sku }, { type, data });
  });

/** Goods that are there again; scrapped and missing ones are not. */
const conditions: Readonly<Record<LineReturned['data']['disposition'], Condition | undefined>> = {
  restocked: 'available',
  quarantined: 'unavailable',
  scrapped: undefined,
  missing: undefined,
};

/** Said of `each` as well: what has no unit is counted in the ledger's own. */
const inItsUnit = ({
  unit = each,
  before = '0',
}: Pick<LineReturned['data']['moves'][number], 'unit' | 'before'>): {
  readonly unit: string;
  readonly before: string;
} => ({ unit, before });

const goodsBack = (
  recorded: Recorded<OrderEvent>,
  { id, disposition, moves, isStocked }: LineReturned['data'],
): readonly Posting<StockCommand>[] => {
  const condition = conditions[disposition];
  if (condition === undefined || isStocked === true) return nothing;
  return moves
    .filter(isTracked)
    .map((move, index) =>
      posting(recorded, move, {
        type: 'stock.return',
        data: {
          id: `${recorded.key}/${id}/${move.line}/${index + 1}`,
          quantity: move.quantity,
          condition,
          reason: disposition,
          order: recorded.key,
          isBooked: true,
          ...inItsUnit(move),
        },
      }),
    );
};

/** They never came back: what the return had booked is taken out again. */
const goodsOutAgain = (
  recorded: Recorded<OrderEvent>,
  { id, toldAs: reportedAs = id, disposition, moves }: LineReturnCorrected['data'],
): readonly Posting<StockCommand>[] => {
  const condition = conditions[disposition];
  if (condition === undefined) return nothing;
  return moves
    .filter(isTracked)
    .map((move, index) =>
      posting(recorded, move, {
        type: 'stock.adjust',
        data: {
          id: `${recorded.key}/${id}/corrected/${index + 1}`,
          quantity: `-${move.quantity}`,
          condition,
          reason: asProse(`return ${reportedAs} corrected`),
          ...inItsUnit(move),
        },
      }),
    );
};

/** They were booked there, and have left again: that stock gives them up. */
const goneAgain = (
  recorded: Recorded<OrderEvent>,
  again: LineShipped['data']['again'] = [],
): readonly Posting<StockCommand>[] =>
  again.filter(isTracked).flatMap((move, index) => {
    const condition = conditions[move.from];
    return condition === undefined
      ? []
      : [
          posting(recorded, move, {
            type: 'stock.adjust',
            data: {
              id: `${recorded.key}/again/${recorded.version}/${index + 1}`,
              quantity: `-${move.quantity}`,
              condition,
              reason: 'what came back has left again',
              ...inItsUnit(move),
            },
          }),
        ];
  });

/** Nor did those that no line has taken, and that a node had booked by SKU. */
const unbooked = (
  recorded: Recorded<OrderEvent>,
  { id, toldAs: reportedAs = id, goods }: ReturnWithdrawn['data'],
): readonly Posting<StockCommand>[] => {
  const condition = goods && conditions[goods.disposition];
  if (goods === undefined || condition === undefined) return nothing;
  const { quantity, unit = each } = goods;
  return [
    posting(recorded, goods, {
      type: 'stock.adjust',
      data: {
        id: `${recorded.key}/${id}/withdrawn`,
        quantity: `-${quantity}`,
        condition,
        reason: asProse(`return ${reportedAs} corrected`),
        unit,
      },
    }),
  ];
};

const orders: Reaction<OrderEvent, StockCommand> = (recorded) => {
  const { event } = recorded;
  switch (event.type) {
    case 'order.placed':
      return firstRequests(recorded, event.data.body);
    case 'line.reserve-requested':
      return laterRequests(recorded, 'stock.reserve', event.data.requests);
    case 'line.withdrawn':
      return laterRequests(recorded, 'stock.release', event.data.requests ?? []);
    case 'line.cancelled':
    case 'line.node-refused':
      return laterRequests(recorded, 'stock.release', event.data.requests);
    case 'line.shipped':
    case 'line.delivered':
    case 'line.delivery-failed':
    case 'line.lost':
    case 'line.returned-to-sender':
      return [
        ...laterRequests(recorded, 'stock.issue', event.data.requests),
        ...goneAgain(recorded, event.data.again),
      ];
    case 'line.recalled':
      return laterRequests(recorded, 'stock.recall', event.data.requests);
    case 'line.returned':
      return goodsBack(recorded, event.data);
    case 'line.return-corrected':
      return goodsOutAgain(recorded, event.data);
    case 'return.withdrawn':
      return unbooked(recorded, event.data);
    case 'order.edited':
      // What goes back is told first: another line of the same edit may take it.
      return [
        ...laterRequests(recorded, 'stock.release', event.data.releases),
        ...laterRequests(recorded, 'stock.reserve', event.data.requests),
      ];
    default:
      return unheard(event);
  }
};

/** Beside the order's own: what goes on to shipping. */
type Unheard =
  | OrdersAlone
  | ShipmentFactAccepted
  | LineReleased
  | CancelRequested
  | RefusalRequested
  | OrderHeld
  | HoldReleased;

/** A new event has to be named, here or above, before this compiles. */
const unheard = (_event: Unheard): readonly Posting<StockCommand>[] => nothing;

/** A fill that could not reach the end of the queue goes on in a message of its own. */
const inventory: Reaction<StockEvent, StockCommand> = ({ event, key, tenant }) =>
  event.type === 'stock.backorder-filled' && event.data.more
    ? [{ key, tenant, command: { type: 'stock.fill', data: {} } }]
    : nothing;

/** What the inventory's intake makes of events, by the service that recorded them. */
export const stockReactions = { orders, inventory };
