import type { Vocabulary } from './service-codec.js';
import { inventory } from './services/inventory.js';
import { orders } from './services/orders.js';
import { shipping } from './services/shipping.js';

/** Every message of every service, for what describes or checks them all. */
export const vocabularies: readonly Vocabulary[] = [orders, inventory, shipping];
