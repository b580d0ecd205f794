import { fieldInRow } from '#channels';
import { checked, fieldProblem, shown } from '#http';
import { isInstant } from '#kernel';
import type { Message } from '#kernel';
import {
  inventoryCodec,
  kindWords,
  ordersCodec,
  scanOf,
  texts,
  toTrackedScan,
  trackedScanInput,
} from '#contracts';
import { stockKey } from '#inventory';
import type { StockCommand } from '#inventory';
import type { OrderCommand } from '#orders';
import type { Gateway } from '#services';
import { z } from 'zod';
import { acceptable } from '../posting/acceptable.js';
import { claimed } from '../posting/order-number.js';
import type { TrackedScans } from '../shipments/tracked-scans.js';
import type { ReadRow, RowReader } from './bulk.js';

const place = { id: texts.id, tenant: texts.tenant, node: texts.node, sku: texts.sku };
const named = z.strictObject({
  tenant: texts.tenant,
  channel: texts.channel,
  channelRef: texts.channelRef,
});
const data = z.record(z.string(), z.unknown(), { error: 'expected an object' });
const message = <const T extends readonly [string, ...string[]]>(types: T) =>
  z.strictObject({ type: z.enum(types, { error: `expected one of ${types.join(', ')}` }), data });

const placedAt = z.iso.datetime({ error: 'expected a time as RFC 3339 in UTC' }).optional();

/**
 * `SourceRow` of the channels, as far as it is no message: messages have contracts of their own.
 */
export const sourceRow = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('channel'),
      id: texts.id,
      reference: named,
      placedAt,
      message: message([
        'order.place',
        'order.cancel',
        'order.record-payment',
        'order.correct-payment',
        'order.record-dispatch',
        'order.record-scan',
        'order.record-refusal',
        'order.record-return',
        'order.raise-exception',
      ]),
    }),
    z.strictObject({
      kind: z.literal('stock'),
      ...place,
      message: message(['stock.receive', 'stock.adjust', 'stock.count', 'stock.return']),
    }),
    z.strictObject({
      kind: z.literal('tracking'),
      id: texts.id,
      tenant: texts.tenant,
      tracking: texts.tracking,
      scan: trackedScanInput,
    }),
  ],
  { error: kindWords('channel, stock or tracking') },
);

type Row = z.output<typeof sourceRow>;
type Channel = Extract<Row, { kind: 'channel' }>;
type Stock = Extract<Row, { kind: 'stock' }>;
type Tracking = Extract<Row, { kind: 'tracking' }>;

const refuseTenant = (field: string, stated: string, tenant: string | undefined): void => {
  if (tenant !== undefined && tenant !== stated) {
    throw fieldProblem('schema_invalid', {
      field,
      expected: `the tenant of the header oms-tenant, ${tenant}`,
      got: shown(stated),
    });
  }
};

const placedAtOf = ({
  placedAt: stated,
  message: {
    data: { body },
  },
}: Channel): string | undefined => {
  if (stated !== undefined || typeof body !== 'object' || body === null) return stated;
  const inner: unknown = 'placedAt' in body ? body.placedAt : undefined;
  return typeof inner === 'string' && isInstant(inner) ? inner : undefined;
};

/** A word that nobody knows is kept as it came, as at every edge. */
const scanned = (said: Channel['message']['data']): Channel['message']['data'] => {
  const { fact } = said;
  return typeof fact === 'object' &&
    fact !== null &&
    'status' in fact &&
    typeof fact.status === 'string'
    ? { ...said, fact: scanOf({ ...fact, status: fact.status }) }
    : said;
};

const readChannel = (row: Channel, gateway: Gateway): ReadRow<'orders'> => {
  const {
    id,
    reference,
    message: { type, data: reported },
  } = row;
  const said = type === 'order.record-scan' ? scanned(reported) : reported;
  const placedAt = placedAtOf(row);
  const { number, claim } = claimed(gateway, reference, placedAt);
  const content = type === 'order.place' ? { ...said, number, claim } : { ...said, claim };
  const command = { type, data: content } as Message as OrderCommand;
  const posting = acceptable(
    ordersCodec,
    { key: number, tenant: reference.tenant, number, command },
    id,
    fieldInRow,
  );
  return { service: 'orders', posting, id, said: { omsNumber: number } };
};

const readStock = ({
  id,
  tenant,
  node,
  sku,
  message: { type, data: content },
}: Stock): ReadRow<'inventory'> => {
  const command = { type, data: content } as Message as StockCommand;
  const key = stockKey(tenant, node, sku);
  const posting = acceptable(inventoryCodec, { key, tenant, command }, id, fieldInRow);
  return { service: 'inventory', posting, id, said: {} };
};

/** Whose the number is is looked up: see `TrackedScans`. */
const readTracking = async (
  { id, tenant, tracking, scan }: Tracking,
  scans: TrackedScans,
  gone: AbortSignal,
): Promise<ReadRow<'shipping'>> => {
  const command = toTrackedScan(scan, tracking, id);
  const { posting, found } = await scans.posting(tenant, command, id, gone);
  return { service: 'shipping', posting, id, said: found ? { omsNumber: found.number } : {} };
};

/** Reads rows for one request; `tenant` is that of its header, where it has one. */
export const sourceRowReader =
  (gateway: Gateway, scans: TrackedScans, tenant: string | undefined): RowReader =>
  (input, gone) => {
    const row = checked(sourceRow, input);
    if (row.kind === 'channel') {
      refuseTenant('reference.tenant', row.reference.tenant, tenant);
      return readChannel(row, gateway);
    }
    refuseTenant('tenant', row.tenant, tenant);
    return row.kind === 'stock' ? readStock(row) : readTracking(row, scans, gone);
  };
