/**
 * The catalogue and the types of the domains say the same: the build breaks here, naming the
 * message, where they do not. Nothing of this is left at run time.
 */
import type { StockCommand, StockEvent } from '#inventory';
import type { OrderCommand, OrderEvent } from '#orders';
import type { ShippingCommand, ShippingEvent } from '#shipping';
import type { LogEvent } from '../envelope.js';
import type { Same, Unlike } from './entry.js';
import type { stockCommands, stockEvents } from './inventory.js';
import type { logEvents } from './log.js';
import type { orderCommands } from './order-commands.js';
import type { orderEvents } from './orders.js';
import type { shippingCommands, shippingEvents } from './shipping.js';

type None<Differing extends never> = Differing;

type Proof = [
  None<Unlike<typeof orderCommands, OrderCommand>>,
  None<Unlike<typeof orderEvents, OrderEvent>>,
  None<Unlike<typeof stockCommands, StockCommand>>,
  None<Unlike<typeof stockEvents, StockEvent>>,
  None<Unlike<typeof shippingCommands, ShippingCommand>>,
  None<Unlike<typeof shippingEvents, ShippingEvent>>,
  None<Unlike<typeof logEvents, LogEvent>>,
];

type No<Answer extends false> = Answer;

/**
 * And the proof can fail: on a field too few, on a type deep inside, on what is optional on one
 * side only.
 */
type ProofCanFail = [
  No<Same<{ a: string }, { a: string; b?: string }>>,
  No<Same<{ a: { b: 1 | 2 }[] }, { a: { b: 1 | 2 | 3 }[] }>>,
  No<Same<{ a?: string }, { a: string | undefined }>>,
];

/** The type itself, once both hold. */
export type Proven<T> = [Proof, ProofCanFail] extends readonly unknown[] ? T : never;
