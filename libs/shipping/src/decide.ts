import { isRefusal, never, refuseFact } from '#kernel';
import type { Moment } from '#kernel';
import { cancel, refuseUnits } from './decide/stop.js';
import { dispatch } from './decide/dispatch.js';
import { plan, promiseAnew } from './decide/plan.js';
import { notFound, record, settle } from './decide/record.js';
import type { Answer } from './decide/record.js';
import type { RecordTrackedScan, ShippingCommand } from './events.js';
import { heldBack, holdShipments, releaseShipmentHold } from './facts/holds.js';
import type { ShippingState } from './state.js';

/** A number by itself is no pass: what comes in another tenant's name finds no shipment here. */
const isForeign = (state: ShippingState, { tenant }: Moment): boolean =>
  state.tenant !== undefined && tenant !== undefined && state.tenant !== tenant;

/** Whoever told it knew no order, and neither did the views: see `parcelOfNumber`. */
const unknownNumber = ({ data: { tracking } }: RecordTrackedScan): Answer =>
  refuseFact(
    'tracking_unknown',
    `no parcel of the number ${tracking} had left by then, as far as is known: once its dispatch ` +
      'is told, send the scan again, or drive this one again',
    'tracking',
  );

/**
 * Facts are recorded at every stage, and wait for their shipment where it is not planned. Commands
 * are decided when they come: once a parcel has left, nobody stops it; once stopped, our own node
 * does not send it. So an order hears either of the one or of the other, never of both.
 */
export const decide = (command: ShippingCommand, state: ShippingState, moment: Moment): Answer => {
  if (command.type !== 'shipment.plan' && isForeign(state, moment)) {
    return 'shipment' in command.data ? notFound(command.data.shipment) : [];
  }
  switch (command.type) {
    case 'shipment.plan':
      return plan(command.data, state, moment);
    case 'shipment.promise':
      return promiseAnew(command.data, state);
    case 'shipment.dispatch': {
      const answer = dispatch(command.data, state, moment);
      const handsOver =
        command.data.corrects === undefined && !isRefusal(answer) && answer.length > 0;
      return (handsOver ? heldBack(state) : undefined) ?? answer;
    }
    case 'shipment.hold':
      return holdShipments(command.data, state);
    case 'shipment.release-hold':
      return releaseShipmentHold(command.data, state);
    case 'shipment.record-dispatch':
    case 'shipment.record-scan':
      return record(command.data.shipment, command.data.fact, state, moment);
    case 'shipment.settle':
      return settle(command, state);
    case 'shipment.record-tracked-scan':
      return unknownNumber(command);
    case 'shipment.refuse':
      return refuseUnits(command.data, state);
    case 'shipment.cancel':
      return cancel(command.data, state);
    default:
      return never(command);
  }
};
