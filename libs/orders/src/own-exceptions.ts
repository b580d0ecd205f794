/**
 * Exceptions that the order raises, and ends once the books agree: nobody else raises one of them.
 * `delivery-unconfirmed` is raised by who reads files, and ends with the delivery.
 */
export const ownExceptions: ReadonlySet<string> = new Set([
  'cancel-refused', 'captured-after-close', 'correction-unmatched', 'departure-scanned',
  'dispatch-without-units', 'fact-unmatched', 'left-twice', 'no-lines', 'node-refused',
  'old-address', 'order-changed', 'over-dispatch', 'over-return', 'paid-in-part', 'paid-too-much',
  'parcel-unmatched', 'payment-unmatched', 'refund-due', 'refunded-above-captured',
  'refunded-above-credit', 'refusal-unclear', 'refusal-unmatched', 'released-unpaid',
  'return-unmatched', 'return-waiting', 'scan-unknown', 'shipment-unknown', 'shipped-after-cancel',
  'shipped-under-hold', 'stock-refused', 'stock-uncounted',
]);
