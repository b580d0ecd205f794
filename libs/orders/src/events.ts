/**
 * What the orders service records (ARCHITECTURE.md §9). Stored: version with care. Quantities are
 * decimal texts ("2", "0.5"), money is integer minor units, times are RFC 3339 in UTC.
 */
import type {
  OrderPlaced,
  OrderRejected,
  PlaceConflicted,
  NumberCollided,
  OrderAccepted,
  OrderExpired,
  OrderCompleted,
} from './events/order.js';
import type { FactKept, FactApplied } from './events/facts.js';
import type { OrderEdited, ChangeDismissed } from './events/edits.js';
import type {
  CancelUndone,
  OrderCancelled,
  LineCancelled,
  CancelRequested,
  CancelRefused,
} from './events/cancels.js';
import type {
  OrderReleasedAnyway,
  ReleaseScheduled,
  ReleaseDue,
  OrderHeld,
  HoldReleased,
  LineReleased,
  LineWithdrawn,
} from './events/releases.js';
import type {
  LineReserved,
  LineBackordered,
  LineRefused,
  LineReserveRequested,
} from './events/stock.js';
import type { RefusalRequested, LineNodeRefused } from './events/node-refusals.js';
import type { LineReturned, LineReturnCorrected, ReturnWithdrawn } from './events/returns.js';
import type {
  LineShipped,
  LineDelivered,
  LineDeliveryFailed,
  LineLost,
  LineReturnedToSender,
  LineRecalled,
  ShipmentStatusRecorded,
  ShipmentFactAccepted,
} from './events/shipments.js';
import type {
  PaymentRecorded,
  PaymentCorrected,
  PaymentExpired,
  PaymentOverdue,
} from './events/payments.js';
import type { PromiseMade, PromiseAtRisk, PromiseMissed } from './events/promises.js';
import type { ConcernsRecorded, ExceptionRaised, ExceptionResolved } from './events/exceptions.js';

export type OrderEvent =
  | OrderEdited
  | ChangeDismissed
  | CancelUndone
  | OrderReleasedAnyway
  | ReleaseScheduled
  | ReleaseDue
  | OrderPlaced
  | OrderRejected
  | PlaceConflicted
  | NumberCollided
  | FactKept
  | FactApplied
  | RefusalRequested
  | OrderAccepted
  | OrderHeld
  | HoldReleased
  | OrderCancelled
  | OrderExpired
  | OrderCompleted
  | LineReserved
  | LineBackordered
  | LineRefused
  | LineReserveRequested
  | LineReleased
  | LineWithdrawn
  | LineNodeRefused
  | LineShipped
  | LineDelivered
  | LineDeliveryFailed
  | LineLost
  | LineReturnedToSender
  | LineRecalled
  | ShipmentStatusRecorded
  | LineReturned
  | LineCancelled
  | LineReturnCorrected
  | ReturnWithdrawn
  | CancelRequested
  | CancelRefused
  | PaymentRecorded
  | PaymentCorrected
  | PaymentExpired
  | PaymentOverdue
  | PromiseMade
  | PromiseAtRisk
  | PromiseMissed
  | ConcernsRecorded
  | ExceptionRaised
  | ExceptionResolved
  | ShipmentFactAccepted;

export type EventOf<T extends OrderEvent['type']> = Extract<OrderEvent, { readonly type: T }>;

/**
 * Events that ask nothing of stock or parcels: they tell of the order, its money and its promises,
 * of facts that wait, or of what stock and shipping themselves have said.
 */
export type OrdersAlone =
  | OrderAccepted
  | OrderRejected
  | OrderExpired
  | OrderCancelled
  | OrderCompleted
  | PlaceConflicted
  | NumberCollided
  | PaymentRecorded
  | PaymentCorrected
  | PaymentExpired
  | PaymentOverdue
  | PromiseMade
  | PromiseAtRisk
  | PromiseMissed
  | ExceptionRaised
  | ExceptionResolved
  | ConcernsRecorded
  | FactKept
  | FactApplied
  | ShipmentStatusRecorded
  | CancelRefused
  | LineReserved
  | LineBackordered
  | LineRefused
  | ChangeDismissed
  | CancelUndone
  | OrderReleasedAnyway
  | ReleaseScheduled
  | ReleaseDue;
