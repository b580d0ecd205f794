import type { Content } from '#kernel';
import type { Move, Disposition, Bucket } from '../message/quantities.js';

/** Units of a line that came back, and where they went. */
export interface ReturnMove extends Move {
  readonly sku: string;
  readonly node: string;
  /** The line's own; absent for `each`. */ readonly unit?: string;
  /** The line needs no stock: none takes them back. */ readonly trackStock?: false;
  /** Units of the line that are back beside these; absent for none. */ readonly before?: string;
}

/** What a return had booked, and where: that stock gives them up. */
export interface LeftAgain extends Omit<ReturnMove, 'from'> {
  /** The return. */ readonly id: string;
  readonly from: Disposition;
}

export type LineReturned = {
  readonly type: 'line.returned';
  readonly data: {
    readonly id: string;
    readonly content?: Content;
    readonly disposition: Disposition;
    readonly at?: string;
    /** When it was told, where it does not say when it was. */ readonly told?: string;
    /** Other lines of it wait. */ readonly isPart?: boolean;
    /** The stock has them already. */ readonly isStocked?: boolean;
    readonly moves: readonly ReturnMove[];
  };
};

/** A return was told by mistake: the units are out as before, and the stock gives them back. */
export type LineReturnCorrected = {
  readonly type: 'line.return-corrected';
  readonly data: {
    readonly id: string;
    readonly reason: string;
    readonly disposition: Disposition;
    /** How the node calls it that told it at its stock. */ readonly toldAs?: string;
    readonly moves: readonly (ReturnMove & { readonly to: Bucket })[];
  };
};

/** What of it had not been booked never will be. */
export type ReturnWithdrawn = {
  readonly type: 'return.withdrawn';
  readonly data: {
    readonly id: string;
    readonly reason: string;
    readonly content?: Content;
    /** How the node calls it that told it at its stock. */ readonly toldAs?: string;
    /** The stock has booked them already, and takes them out again. */
    readonly goods?: {
      readonly node: string;
      readonly sku: string;
      readonly quantity: string;
      readonly unit?: string;
      readonly disposition: Disposition;
    };
  };
};
