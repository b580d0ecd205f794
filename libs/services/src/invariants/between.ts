import { ShipmentInvariant } from './parcels.js';
import { ReservationInvariant } from './reservations.js';
import type { OnViolation } from './violation.js';

/** What must hold between services, once messages have settled: each tells its side of it. */
export class Between {
  readonly reservations = new ReservationInvariant();
  readonly shipments = new ShipmentInvariant();

  compare(violated: OnViolation): void {
    this.reservations.compare(violated);
    this.shipments.compare(violated);
  }
}
