/**
 * Why a command about a shipment is refused. Clients act on these codes: none changes its meaning.
 */
export type ShippingRefusal =
  | 'shipment_not_found'
  | 'shipment_already_dispatched'
  | 'shipment_cancelled'
  | 'shipment_refused'
  | 'shipment_held'
  | 'shipment_not_released'
  | 'dispatch_not_found'
  | 'id_conflict'
  | 'tracking_unknown'
  | 'facts_too_many'
  | 'parcels_too_large'
  | 'line_not_found'
  | 'quantity_not_positive'
  | 'quantity_exceeded';
