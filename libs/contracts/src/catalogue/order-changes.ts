/** What an edit says: a JSON Merge Patch (RFC 7396) of an order. */
import { z } from 'zod';
import { line, node, price, promise, quantity, sku, time, tolerance, unit } from './forms.js';
import {
  charges,
  customer,
  lineRemarks,
  notBefore,
  postalAddress,
  releaseOn,
  remarks,
  shipTogether,
  trackStock,
  waitSeconds,
} from './order-parts.js';
import { onShortage, uniqueLines } from './unit-parts.js';
import { metadata } from './metadata.js';

/** Absent: it stays; null: it goes. */
export const removable = <S extends z.ZodType>(schema: S) => schema.nullable().optional();

const known = customer.shape;
export const customerPatch = removable(
  z
    .strictObject({
      id: removable(known.id.unwrap()),
      name: removable(known.name.unwrap()),
      email: removable(known.email.unwrap()),
      phone: removable(known.phone.unwrap()),
    })
    .meta({ id: 'CustomerPatch', description: 'Personal data; null takes a field away.' }),
);

const fields = postalAddress.shape;
const address = z
  .strictObject({
    name: removable(fields.name.unwrap()),
    company: removable(fields.company.unwrap()),
    street: removable(fields.street.unwrap()),
    address2: removable(fields.address2.unwrap()),
    city: removable(fields.city.unwrap()),
    region: removable(fields.region.unwrap()),
    postalCode: removable(fields.postalCode.unwrap()),
    country: removable(fields.country.unwrap()),
    phone: removable(fields.phone.unwrap()),
  })
  .meta({ id: 'AddressPatch', description: 'Personal data; null takes a field away.' });
export const addressPatch = removable(address);

export const remarksPatch = {
  billTo: addressPatch,
  notes: removable(remarks.notes.unwrap()),
  metadata: removable(metadata),
};
export const lineRemarksPatch = {
  name: removable(lineRemarks.name.unwrap()),
  metadata: removable(metadata),
};

const lineChange = z
  .strictObject({
    line,
    remove: z.literal(true).optional(),
    sku: sku.optional(),
    node: node.optional(),
    quantity: quantity.optional(),
    unit: unit.optional(),
    unitPrice: price.optional(),
    onShortage: onShortage.optional(),
    trackStock,
    notBefore: removable(notBefore.unwrap()),
    ...lineRemarksPatch,
  })
  .meta({ id: 'LineChange' });
export const orderChanges = z
  .strictObject({
    customer: customerPatch,
    shipTo: addressPatch,
    ...remarksPatch,
    promise: removable(promise),
    charges: charges.optional(),
    policy: z
      .strictObject({
        releaseOn: releaseOn.optional(),
        paymentDeadline: removable(time),
        paymentTolerance: removable(tolerance),
        releaseWaitSeconds: removable(waitSeconds),
        shipTogether: removable(shipTogether),
      })
      .optional(),
    lines: uniqueLines(lineChange).optional(),
  })
  .meta({ id: 'OrderChanges', description: 'What is absent stays as it is; null takes it away.' });

type Data = Readonly<Record<string, unknown>>;
const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null;

const parts: Readonly<Record<string, readonly string[]>> = {
  customer: Object.keys(known),
  shipTo: Object.keys(fields),
  billTo: Object.keys(fields),
};

/** In the first version an address or customer stood whole in place of the one before. */
export const wholePartsReplaced = (data: Data): Record<string, unknown> => {
  const { changes } = data;
  if (!isData(changes)) return { ...data };
  const whole = Object.entries(parts).flatMap(([part, names]) => {
    const said = changes[part];
    return isData(said)
      ? [[part, Object.fromEntries(names.map((name) => [name, said[name] ?? null]))] as const]
      : [];
  });
  return { ...data, changes: { ...changes, ...Object.fromEntries(whole) } };
};
