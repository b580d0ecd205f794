/** Ids of dispatches and scans that shipments were told by themselves, as shipping has told. */
import { idConflict, instant } from '#kernel';
import type { Refusal } from '#kernel';
import type { OrderFact } from '../../commands.js';
import type { Placed } from '../../state.js';
import type { Shipment } from '../../state/shipment.js';

type Reported = Extract<
  OrderFact,
  { readonly type: 'order.record-dispatch' | 'order.record-scan' }
>;
type Parcel = Shipment['parcels'][number];

const differing = (
  { data: { scope, fact } }: Reported,
  id: string,
  { dispatchedAt }: Parcel,
): readonly string[] => {
  const isThere =
    scope.shipment === id ||
    // By its number a scan may have come before.
    (fact.kind === 'scan' && scope.shipment === undefined && fact.tracking !== undefined);
  const isSameTime =
    fact.kind === 'scan' ||
    dispatchedAt === undefined ||
    instant(dispatchedAt) === instant(fact.at);
  return [...(isThere ? [] : ['shipment']), ...(isSameTime ? [] : ['at'])];
};

/**
 * A fact that is new to the order, under an id that one of its shipments has already. What else it
 * says otherwise than that one shipping finds, which refuses it as well.
 */
export const idOfParcel = (
  state: Placed,
  reported: OrderFact,
): Refusal<'id_conflict'> | undefined => {
  if (reported.type !== 'order.record-dispatch' && reported.type !== 'order.record-scan')
    return undefined;
  const { kind, id } = reported.data.fact;
  const found = state.shipments.flatMap(({ shipment, parcels }) =>
    parcels
      .filter(({ parcel, dispatchedAt, scans }) =>
        kind === 'scan' ? scans.includes(id) : parcel === id && dispatchedAt !== undefined,
      )
      .map((parcel) => differing(reported, shipment, parcel)),
  );
  const [fields = []] = found;
  return found.length > 0 && found.every((one) => one.length > 0)
    ? idConflict(kind, id, fields)
    : undefined;
};
