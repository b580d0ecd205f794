import type { ShippingEvent, ShippingState } from '#shipping';
import type { Happened, OnViolation } from './violation.js';

/**
 * By command nothing is handed over while a hold stands; a fact has happened, hold or not. The log
 * tells a command of our own node by its event; an older log by the id that the node gave its
 * parcel where it named none.
 */
export const holdInvariant = (
  key: string,
  { event, isCommand }: Happened<ShippingEvent>,
  { holds }: ShippingState,
  violated: OnViolation,
): void => {
  const names = Object.keys(holds);
  if (!isCommand || names.length === 0 || !('fact' in event.data)) return;
  const { fact, news } = event.data;
  const isOwn = 'own' in event.data || fact.id === `${news?.shipment}/dispatch`;
  if (!isOwn || fact.kind !== 'dispatch' || fact.corrects !== undefined) return;
  violated(`hold ${key}: ${fact.id} was handed over under ${names.join(', ')}`);
};
