/**
 * What an order as a whole may be. Its fields one by one would allow far more than an inbox, a log
 * and a view can hold: what fits here fits all of them.
 */
import { lineTotal, lineTotalFits, isDecimal, isPrice, millionths } from '#kernel';
import { nodesMax, nodesOf } from '#orders';
import type { OrderBody, OrderLine } from '#orders';

/** Of the body as JSON in UTF-8: with its claim and headers it fits one inbox record of 1 MiB. */
const orderBytesMax = 786_432;
export const orderBytesExpected =
  'an order of at most 786,432 bytes as JSON in UTF-8, ' + 'the defaults of its fields filled in';
export const orderTooLarge = (body: object): boolean =>
  Buffer.byteLength(JSON.stringify(body), 'utf8') > orderBytesMax;

/** What is told of a shipment may name every line three times in one message. */
const lineIdBytesMax = 131_072;
export const lineIdBytesExpected = `line ids of together at most ${lineIdBytesMax} bytes in UTF-8`;
export const lineIdsTooLong = (lines: readonly { readonly line: string }[]): boolean =>
  lines.reduce((bytes, { line }) => bytes + Buffer.byteLength(line, 'utf8'), 0) > lineIdBytesMax;

/** What is told of a whole order is told of each of its nodes. */
export const nodesExpected =
  `lines at no more than ${nodesMax} nodes: ` + 'place another order for those of other nodes';
export const nodesTooMany = (lines: readonly Pick<OrderLine, 'node'>[]): boolean =>
  nodesOf(lines).length > nodesMax;

type Priced = Pick<OrderBody, 'currency' | 'charges'> & {
  readonly lines: readonly Pick<OrderBody['lines'][number], 'quantity' | 'unitPrice'>[];
};

/** Lines whose total is beyond what money can be. What is no decimal at all is another error. */
export const totalsTooLarge = ({ lines, currency }: Priced): readonly string[] =>
  lines.flatMap(({ quantity, unitPrice }, at) =>
    isDecimal(quantity) &&
    isPrice(unitPrice) &&
    !lineTotalFits(unitPrice, millionths(quantity), currency)
      ? [`lines[${at}].unitPrice`]
      : [],
  );
export const totalsExpected = 'a line total of at most 9·10¹² minor units';

/** Below 2⁵³ nothing is rounded, in whatever order lines, charges and credits are added up. */
const orderTotalMax = 9_000_000_000_000_000;
export const orderTotalExpected =
  'lines and charges of together at most 9·10¹⁵ minor units, ' + 'whatever their signs';
export const orderTotalTooLarge = ({ lines, charges, currency }: Priced): boolean => {
  let size = 0;
  for (const { amount } of charges) size += Math.abs(amount);
  for (const { quantity, unitPrice } of lines) {
    if (!isDecimal(quantity) || !isPrice(unitPrice)) continue;
    const amount = millionths(quantity);
    if (lineTotalFits(unitPrice, amount, currency)) {
      size += Math.abs(lineTotal(unitPrice, amount, currency));
    }
  }
  return size > orderTotalMax;
};
