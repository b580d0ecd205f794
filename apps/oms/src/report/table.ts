import Table from 'cli-table3';

/** A table for people, without rules between its rows; an empty head: none. Numbers stand right. */
export const tableText = (
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  numbersFrom = Number.POSITIVE_INFINITY,
): string => {
  const align = (_: unknown, at: number) =>
    at < numbersFrom ? ('left' as const) : ('right' as const);
  const table = new Table({
    colAligns: (rows[0] ?? head).map(align),
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  if (head.length > 0)
    table.push(
      [...head],
      head.map(() => ''),
    );
  table.push(...rows.map((row) => [...row]));
  return table.toString();
};
