/** Why a command about stock is refused. Clients act on these codes: none changes its meaning. */
export type StockRefusal =
  | 'quantity_too_large'
  | 'quantity_not_positive'
  | 'quantity_zero'
  | 'count_negative'
  | 'id_conflict'
  | 'unit_mismatch';
