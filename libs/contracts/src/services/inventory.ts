import type { StockCommand, StockEvent } from '#inventory';
import type { Unlike } from '../catalogue/entry.js';
import { stockCommands, stockEvents } from '../catalogue/inventory.js';
import type { Proven } from '../catalogue/proof.js';
import { serviceCodec } from '../service-codec.js';
import type { LevelledCodec, Vocabulary } from '../service-codec.js';

export const inventory: Vocabulary = {
  service: 'inventory',
  keyed: 'stock',
  commands: stockCommands,
  events: stockEvents,
};

export const inventoryCodec: Proven<
  LevelledCodec<StockCommand, StockEvent>,
  [Unlike<typeof stockCommands, StockCommand>, Unlike<typeof stockEvents, StockEvent>]
> = serviceCodec(inventory);
