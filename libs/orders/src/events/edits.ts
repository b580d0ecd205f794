import type { Content } from '#kernel';
import type { TermsSaid } from '../message/body.js';
import type { EditedLine, FieldChange, PriceChange } from '../message/changes.js';
import type { Move, LineQuantity, StockRequest } from '../message/quantities.js';

/**
 * What is agreed from now on. Units that it takes off a line are cancelled, those that come on one
 * are asked for, and a line that goes to another node or SKU is given back and asked for there.
 */
export type OrderEdited = {
  readonly type: 'order.edited';
  readonly data: {
    readonly by: 'client' | 'channel';
    readonly reason?: string;
    /** Under which it was asked for, and what was. `digest`: the same in logs of older builds. */
    readonly id?: string;
    readonly content?: Content;
    readonly digest?: string;
    /** The order's after it. */ readonly version: number;
    readonly terms: TermsSaid;
    /** Those that are other than before. */ readonly lines: readonly EditedLine[];
    /** Units that nobody wants any more, and lines whose total counts fewer from now on. */
    readonly moves: readonly Move[];
    readonly dropped: readonly LineQuantity[];
    /** Units that left though an edit had taken them off, and that are agreed again. */
    readonly restored?: readonly LineQuantity[];
    readonly releases: readonly StockRequest[];
    readonly requests: readonly StockRequest[];
    readonly fields: readonly FieldChange[];
    readonly total: PriceChange;
  };
};

/** The channel's other body was turned down. */
export type ChangeDismissed = {
  readonly type: 'change.dismissed';
  readonly data: { readonly reason: string };
};
