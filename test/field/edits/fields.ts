/** What a spec looks at in the body of an order or of a problem. */
import type { Shop } from '../shop.js';

type Body = Awaited<ReturnType<Shop['order']>>;

/** The values of one field of what stands in a list of a body. */
const valuesOf = (list: unknown, name: string): unknown[] =>
  (Array.isArray(list) ? list : []).map((one: Record<string, unknown>) => one[name]);
export const exceptionsOf = ({ attention }: Body): unknown[] =>
  valuesOf(Object(attention).exceptions, 'type');
export const fieldsOf = ({ errors }: Body): unknown[] => valuesOf(errors, 'field');
export const bucketsOf = ({ lines }: Body): unknown[] => valuesOf(lines, 'buckets');
