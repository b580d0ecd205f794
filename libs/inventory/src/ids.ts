/** Ids of movements of goods that came, and what they said: the same id counts once. */
import { contentOf, differingFields, idConflict, keyOf, sha256Hex } from '#kernel';
import type { Content, Parts, Refusal } from '#kernel';
import type { StockPart } from './state.js';

/** Each kind of movement counts its ids by itself: a count may have the id of a receipt. */
export type Movement = 'receipt' | 'adjustment' | 'count' | 'return';

type Said = { readonly id: string } & Partial<Record<'unit' | 'difference', string>>;

/** Longer ids go by their digest: behind the SKU's own key a store could not hold them. */
const idCharsMax = 200;

export const seenKey = (movement: Movement, id: string): string =>
  id.length <= idCharsMax
    ? `id/${keyOf(movement, id)}`
    : `digest/${keyOf(movement, sha256Hex(id))}`;

/** Quantities as the ledger counts them: 2 kg and 2000 g are the same. */
export const movementContent = ({
  id: _id,
  unit: _unit,
  difference: _difference,
  ...said
}: Said): Content => contentOf(said);

/** Undefined where the id is new; else the fields in which this differs from what came under it. */
export const differsFrom = (
  parts: Parts<StockPart>,
  movement: Movement,
  said: Said,
): readonly string[] | undefined => {
  const known = parts.get(seenKey(movement, said.id));
  if (known?.kind !== 'seen') return undefined;
  return differingFields(known.content, movementContent(said));
};

/** The answer to an id that came before. */
export const answerAgain = (
  movement: Movement,
  id: string,
  fields: readonly string[],
): readonly never[] | Refusal<'id_conflict'> =>
  fields.length === 0 ? [] : idConflict(movement, id, fields);
