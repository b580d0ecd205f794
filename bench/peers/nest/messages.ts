/** What the topics hold, as JSON; everything but a reservation is keyed by the order. */
export interface Line {
  readonly line: string;
  readonly sku: string;
  readonly quantity: string;
}
export interface Order {
  readonly lines: readonly Line[];
}
/** Keyed by the SKU. */
export interface Reservation {
  readonly order: string;
  readonly line: string;
  readonly quantity: number;
}
export interface Reserved {
  readonly line: string;
  readonly isReserved: boolean;
}
export interface Shipment {
  readonly order: string;
  readonly lines: readonly Line[];
  readonly status: 'planned' | 'dispatched';
}
