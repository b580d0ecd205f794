/** What happened to units of a placed order: who has them now, or asks for them. */
import type { EventOf } from '../events.js';
import { never } from '#kernel';
import { cancelUndone, cancelRefused, cancelRequested, cancelled } from './cancels.js';
import { cancelSeen } from './changes.js';
import { factAccepted, followed, nodeRefused, recorded, released, withdrawn } from './shipments.js';
import { cameBack, returnCorrected } from './returns.js';
import { answered, askedAgain } from './stock.js';
import type { Placed } from '../state.js';

type UnitEvent = EventOf<
  | 'cancel.undone'
  | 'line.reserved'
  | 'line.backordered'
  | 'line.refused'
  | 'line.reserve-requested'
  | 'line.released'
  | 'line.withdrawn'
  | 'line.node-refused'
  | 'line.shipped'
  | 'line.delivered'
  | 'line.delivery-failed'
  | 'line.lost'
  | 'line.returned-to-sender'
  | 'line.recalled'
  | 'shipment-status.recorded'
  | 'line.returned'
  | 'line.return-corrected'
  | 'return.withdrawn'
  | 'line.cancelled'
  | 'cancel.requested'
  | 'cancel.refused'
  | 'shipment-fact.accepted'
  | 'refusal.requested'
>;

export const evolveUnits = (state: Placed, event: UnitEvent): Placed => {
  switch (event.type) {
    case 'cancel.undone':
      return cancelUndone(state, event);
    case 'line.reserved':
      return answered(state, 'reserved', event.data.moves, event.data.answer);
    case 'line.backordered':
      return answered(state, 'backordered', event.data.moves, event.data.answer);
    case 'line.refused':
      return answered(state, 'cancelled', event.data.moves, event.data.answer);
    case 'line.reserve-requested':
      return askedAgain(state, event);
    case 'line.released':
      return released(state, event);
    case 'line.withdrawn':
      return withdrawn(state, event);
    case 'line.node-refused':
      return nodeRefused(state, event);
    case 'line.shipped':
      return followed(state, 'shipped', event.data);
    case 'line.delivered':
      return followed(state, 'delivered', event.data);
    case 'line.delivery-failed':
      return followed(state, 'delivery_failed', event.data);
    case 'line.lost':
      return followed(state, 'lost', event.data);
    case 'line.returned-to-sender':
      return followed(state, 'return_to_sender', event.data);
    case 'line.recalled':
      return followed(state, 'released', event.data);
    case 'shipment-status.recorded':
      return recorded(state, event);
    case 'line.returned':
      return cameBack(state, event);
    case 'line.return-corrected':
      return returnCorrected(state, event);
    case 'return.withdrawn':
      return state;
    case 'line.cancelled':
      return cancelSeen(state, cancelled(state, event), event);
    case 'cancel.requested':
      return cancelRequested(state, event);
    case 'cancel.refused':
      return cancelRefused(state, event);
    case 'shipment-fact.accepted':
      return factAccepted(state, event);
    // Shipping is asked; the units move when it answers.
    case 'refusal.requested':
      return state;
    default:
      return never(event);
  }
};
