/** Orders of a source that the backend has already, and with other lines. */
import type { ChannelRow } from '#channels';
import { keyOf } from '#kernel';
import type { OrderRow } from '#orders';

/** Stock comes in by the lines of the order, under ids that follow from them. */
type PlacedLine = Pick<OrderRow['lines'][number], 'line' | 'sku' | 'node' | 'ordered'>;

/** Whether what comes in for the order of this row would be for other lines than it has. */
export const isOtherwise = ({ message }: ChannelRow, placed: readonly PlacedLine[]): boolean => {
  if (message.type !== 'order.place') return false;
  const { lines } = message.data.body;
  const known = new Set(
    placed.map(({ line, sku, node, ordered }) => keyOf(line, sku, node, ordered)),
  );
  return (
    lines.length !== placed.length ||
    lines.some(({ line, sku, node, quantity }) => !known.has(keyOf(line, sku, node, quantity)))
  );
};

/** The rows for which `holds` says so, so many asked at once. */
export const those = async (
  rows: readonly ChannelRow[],
  atOnce: number,
  holds: (row: ChannelRow) => Promise<boolean>,
): Promise<readonly ChannelRow[]> => {
  const found: ChannelRow[] = [];
  for (let at = 0; at < rows.length; at += atOnce) {
    const some = rows.slice(at, at + atOnce);
    const held = await Promise.all(some.map(holds));
    found.push(...some.filter((_, index) => held[index] === true));
  }
  return found;
};
