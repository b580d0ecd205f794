/** One id, and what is said under it: once, again, and with other content. */
import type { Shop } from '../shop.js';
/** Said once, again in the same words or notation, and with other words under the same id. */
export interface SaidAgain {
  readonly first: object;
  readonly again: readonly object[];
  readonly other: object;
  readonly fields: readonly string[];
}

export const saidAgain = async (
  shop: Shop,
  path: string,
  { first, again, other, fields }: SaidAgain,
): Promise<void> => {
  const heard = await shop.post(path, first);
  expect({ status: heard.status, text: heard.text }).toMatchObject({ status: 200 });
  for (const body of again) {
    const { status, body: said } = await shop.post(path, body);
    expect([status, said.outcome]).toEqual([200, 'unchanged']);
  }
  const { status, body } = await shop.post(path, other);
  expect({ path, status, body }).toMatchObject({
    path,
    status: 409,
    body: { code: 'id_conflict', recorded: true, errors: fields.map((field) => ({ field })) },
  });
};
