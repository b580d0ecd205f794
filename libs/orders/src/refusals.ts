/**
 * Why a command about an order is refused. Clients act on these codes: none changes its meaning.
 */
export type OrderRefusal =
  | 'order_not_found'
  | 'quantity_exceeded'
  | 'order_closed'
  | 'line_not_found'
  | 'hold_not_found'
  | 'exception_not_found'
  | 'cancel_pending'
  | 'nothing_to_cancel'
  | 'nothing_to_reserve'
  | 'numbers_exhausted'
  | 'version_conflict'
  | 'not_editable'
  | 'line_incomplete'
  | 'id_conflict'
  | 'nothing_to_undo'
  | 'no_change_pending'
  | 'early_facts_too_many'
  | 'too_many_holds'
  | 'return_not_found'
  | 'payment_not_found'
  | 'facts_too_many'
  | 'parcels_too_large'
  | 'shipments_too_many'
  | 'return_ambiguous'
  | 'exception_reserved';
