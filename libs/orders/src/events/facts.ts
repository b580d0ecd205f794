import type { Content } from '#kernel';
import type { OrderFact } from '../commands.js';

/**
 * A fact is done with that no other event names by its id: it leaves the kept ones and is known.
 */
export type FactApplied = {
  readonly type: 'fact.applied';
  readonly data: { readonly fact: string; readonly content?: Content };
};

/** With a tenant: told by number alone, while nobody had claimed the number. */
export type FactKept = {
  readonly type: 'fact.kept';
  readonly data: {
    readonly fact: OrderFact;
    readonly tenant?: string;
    /** Of a return: when it was told. */ readonly at?: string;
  };
};
