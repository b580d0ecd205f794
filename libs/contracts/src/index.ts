export { asyncApi } from './asyncapi/document.js';
export type { Example } from './asyncapi/document.js';
export type {
  Dismissal,
  EventEnvelope,
  InboxEnvelope,
  InputPlace,
  Link,
  LogDismissed,
  LogEvent,
  LogPositions,
  LogUnchanged,
  LogRejected,
  Origin,
  ServiceCodec,
  SourcePosition,
  TermOpened,
  Undecodable,
} from './envelope.js';
export { decodeDismissing, encodeDismissing } from './dismissal.js';
export type { Dismissing } from './dismissal.js';
export { UnknownType } from './envelope.js';
export { bodyDepthMax, isUndecodable, tooDeepAt } from './body.js';
export { checkedPosting } from './checked-posting.js';
export { carriedOrigin, originHeaders, originOf } from './cloud-event.js';
export { inventoryCodec } from './services/inventory.js';
export { ordersCodec } from './services/orders.js';
export { shippingCodec } from './services/shipping.js';
export { commandSchemas } from './command-schemas.js';
export type { CommandSchema } from './command-schemas.js';
export type { LevelledCodec } from './service-codec.js';
export { channelCodec, withNumber } from './channel.js';
export type { ChannelCommand, ChannelMessage } from './channel.js';
export { defaultTenant } from './inbox-record.js';
export { constraintKeyword } from './catalogue/constraints.js';
export { linesMax, readableNumber } from './catalogue/forms.js';
export { readText, texts } from './texts.js';
export type { ReadText, TextName } from './texts.js';
export { orderInput, toPlaceOrder } from './input/order.js';
export type { OrderInput } from './input/order.js';
export {
  cancelInput,
  exceptionInput,
  holdInput,
  releaseHoldInput,
  reserveAgainInput,
  toCancelOrder,
} from './input/actions.js';
export { paymentCorrection, paymentInput, toRecordPayment } from './input/payments.js';
export {
  refusalInput,
  scanOf,
  shipmentFactInput,
  toRecordRefusal,
  toShipmentFact,
} from './input/facts.js';
export { returnInput, toReturn } from './input/returns.js';
export type { CancelInput } from './input/actions.js';
export type { PaymentInput } from './input/payments.js';
export type { RefusalInput, ShipmentFactInput } from './input/facts.js';
export type { ReturnInput } from './input/returns.js';
export {
  dispatchInput,
  refuseInput,
  scanInput,
  toDispatchShipment,
  toRecordShipmentScan,
  toRefuseShipment,
  toTrackedScan,
  trackedScanInput,
} from './input/shipment.js';
export type { DispatchInput, RefuseInput, ScanInput, TrackedScanInput } from './input/shipment.js';
export {
  adjustmentInput,
  countInput,
  receiptInput,
  stockReturnInput,
  toAdjustStock,
  toCountStock,
  toReceiveStock,
  toReturnStock,
} from './input/stock.js';
export type { AdjustmentInput, CountInput, ReceiptInput, StockReturnInput } from './input/stock.js';
export {
  acceptChangeInput,
  dismissChangeInput,
  editInput,
  reasonInput,
  toEditOrder,
  undoCancelInput,
} from './input/edit.js';
export type { EditInput } from './input/edit.js';
export type { Problem } from './input/problem.js';
export { issueWords, kindWords } from './words.js';
