/** What a node's reason says of the units that it does not send. */
import type { Goods, Withheld } from '../message/quantities.js';

const wordsIn = (text: string): readonly string[] => text.split(/\s+/u).filter((word) => word);

/** Reasons that are just this, however they are spelled and spaced. */
const codes: Readonly<Record<Withheld, ReadonlySet<string>>> = {
  not_found: new Set(
    wordsIn(`not_found cannot_find could_not_find can_t_find item_not_found
    not_there not_on_shelf missing item_missing lost short short_pick zero_pick nil_pick
    out_of_stock inventory_out_of_stock sold_out no_stock no_inventory stockout`),
  ),
  damaged: new Set(wordsIn('damaged broken defective spoiled expired_goods item_damaged')),
};

/** What a reason may lie in beside the goods: the node, its people, a carrier, the address. */
const elsewhere = new Set(
  wordsIn(`closed holiday holidays vacation strike weather storm snow
  maintenance capacity overloaded busy full backlog room space time staff understaffed personnel
  carrier carriers courier couriers driver drivers pickup truck printer power internet
  address destination undeliverable payment duplicate`),
);

/** Words that may stand beside those, and say nothing without them. */
const beside = new Set(
  wordsIn(`no not too much many enough more out of over under at for until
  we is are today tonight tomorrow now currently temporarily store shop warehouse site node order
  orders old wrong bad invalid incorrect incomplete unknown declined`),
);

/** Not every reason lies in the goods: where each of its words is known, they are as they were. */
const liesElsewhere = (words: readonly string[]): boolean =>
  words.some((word) => elsewhere.has(word)) &&
  words.every((word) => elsewhere.has(word) || beside.has(word));

/** Undefined: nobody here can read it, in whatever language it is. */
const readIn = (reason: string): Goods | undefined => {
  const words = reason.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const code = words.join('_');
  if (codes.not_found.has(code)) return 'not_found';
  if (codes.damaged.has(code)) return 'damaged';
  return liesElsewhere(words) ? 'sellable' : undefined;
};

/** What becomes of units that go back: undefined where they can be sold. */
export interface Fate {
  readonly goods: Withheld | undefined;
  /** Nobody said it so that it can be read: they are unavailable until they are counted. */
  readonly isUnclear: boolean;
}

/** As the refusal says it, else as its reason does; goods are not sold twice for want of a word. */
export const fateOf = (reason: string, said: Goods | undefined): Fate => {
  const goods = said ?? readIn(reason);
  return {
    goods: goods === undefined ? 'not_found' : goods === 'sellable' ? undefined : goods,
    isUnclear: goods === undefined,
  };
};
