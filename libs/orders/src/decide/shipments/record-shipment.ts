import { never } from '#kernel';
import type { RecordShipment } from '../../commands.js';
import type { OrderEvent } from '../../events.js';
import { shipmentOf } from '../../state.js';
import type { Placed } from '../../state.js';
import type { Shipment } from '../../state/shipment.js';
import { nothing } from '../outcome.js';
import { inTurn } from '../in-turn.js';
import { follow, noted } from './follow.js';
import { refusedOut, cancelledOut, couldNotCancel } from './stopped.js';
import { settledAs } from './withdraw.js';

/** What shipping tells of a shipment, and of what is wrong in the facts of the order. */
export const recordShipment = (state: Placed, { data }: RecordShipment): readonly OrderEvent[] => {
  const shipment = shipmentOf(state, data.news.shipment);
  return shipment === undefined ? nothing : reportedOf(state, shipment, data);
};

const reportedOf = (
  state: Placed,
  shipment: Shipment,
  data: RecordShipment['data'],
): readonly OrderEvent[] => {
  switch (data.what) {
    case 'status':
      return follow(state, shipment, data);
    case 'refused':
      return inTurn(
        state,
        (now) => refusedOut(now, data, shipment),
        (now) => cancelledOut(now, data, 'cancel_pending', 'refused'),
        (now) => noted(now, data),
      );
    case 'cancelled':
      return inTurn(
        state,
        (now) => cancelledOut(now, data, 'cancel_pending', 'cancelled'),
        (now) => cancelledOut(now, data, 'released', 'cancelled'),
        (now) => noted(now, data),
      );
    case 'withdrawn':
      return inTurn(
        state,
        (now) => settledAs(now, shipment.shipment, data.settled),
        (now) => noted(now, data),
      );
    case 'cancel-refused':
      return inTurn(
        state,
        (now) => couldNotCancel(now, shipment, data),
        (now) => noted(now, data),
      );
    default:
      return never(data.what);
  }
};
