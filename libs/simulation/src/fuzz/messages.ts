import { commandSchemas } from '#contracts';
import type { CommandSchema } from '#contracts';
import { stockKey } from '#inventory';
import { childOf, issueNumber } from '#kernel';
import type { NumberKeys, OmsNumber, Reference } from '#kernel';
import { trackedKey } from '#shipping';
import { dice } from '../dice.js';
import type { Dice } from '../dice.js';
import { Drawing } from './drawing.js';
import type { Known } from './drawing.js';

/** A message of somebody, as it comes to an edge: perhaps nothing that may come in. */
export interface Drawn {
  readonly service: string;
  readonly type: string;
  readonly key: string;
  readonly tenant: string;
  readonly number: string | undefined;
  readonly id: string;
  readonly data: object;
}

/** What our services say to each other alone: no edge takes it, and nobody else may write it. */
const inside: ReadonlySet<string> = new Set([
  'order.record-stock',
  'order.record-shipment',
  'order.deadline-reached',
  'stock.reserve',
  'stock.release',
  'stock.issue',
  'stock.recall',
  'stock.fill',
  'shipment.plan',
  'shipment.cancel',
  'shipment.record-dispatch',
  'shipment.hold',
  'shipment.release-hold',
]);

/** Orders that are spoken of at one time, and how many messages until another one begins. */
const livingOrders = 24;
const messagesEachOrder = 12;
const tenants = ['default', 'constructor', 'a|b:c'];
const nodes = ['main', 'constructor', '\u{1F4E6}'.repeat(32), 'ß'.repeat(64)];
const skus = ['A', 'B', 'toString', '語'.repeat(128), 'a/b?c#d%2F'];
const lines = ['1', '2', '3', 'constructor', 'toString', '語'.repeat(64)];
const units = ['each', 'each', 'each', 'each', 'each', 'kg', 'g', 'constructor'];
const shipmentsMax = 3;

/** Places first, so that most facts meet an order; else as the dice say. */
const shareOfPlaces = 0.12;

interface About {
  readonly reference: Reference;
  readonly number: OmsNumber;
}

/** Draws messages of the whole catalogue: the same seed, the same messages. */
export class Messages {
  readonly #dice: Dice;
  readonly #schemas: readonly CommandSchema[];
  readonly #place: CommandSchema | undefined;
  #drawn = 0;

  constructor(
    private readonly keys: NumberKeys,
    private readonly seed: number,
  ) {
    this.#dice = dice(seed);
    this.#schemas = commandSchemas().filter(({ type }) => !inside.has(type));
    this.#place = this.#schemas.find(({ type }) => type === 'order.place');
  }

  next(): Drawn {
    this.#drawn += 1;
    const place = this.#dice.chance(shareOfPlaces) ? this.#place : undefined;
    const schema = place ?? this.#schemas[this.#dice.below(this.#schemas.length)];
    if (schema === undefined) throw new Error('a catalogue without messages');
    const about = this.#about();
    const { service, keyed, type } = schema;
    const data = new Drawing(this.#dice, this.#known(about)).data(schema.schema);
    if (typeof data !== 'object' || data === null) throw new Error(`${type} is no object`);
    const { tenant } = about.reference;
    const addressed =
      keyed === 'stock'
        ? { key: stockKey(tenant, this.#of(nodes), this.#of(skus)), number: undefined }
        : type === 'shipment.record-tracked-scan' && 'tracking' in data
          ? { key: trackedKey(tenant, String(data.tracking)), number: undefined }
          : { key: about.number, number: about.number };
    // Now and then an id that came before.
    const id = `fuzz-${this.seed}-${this.#drawn - (this.#dice.chance(0.02) ? 1 : 0)}`;
    return { service, type, tenant, id, data, ...addressed };
  }

  #of(from: readonly string[]): string {
    return from[this.#dice.below(from.length)] ?? '';
  }

  #about(): About {
    const newest = Math.floor(this.#drawn / messagesEachOrder);
    const at = Math.max(0, newest - this.#dice.below(livingOrders));
    const tenant = tenants[at % tenants.length] ?? 'default';
    const channelRef = at % 7 === 0 ? `${at}${'語'.repeat(250)}` : `toString-${at}`;
    const reference = { tenant, channel: at % 2 === 0 ? 'web' : 'constructor', channelRef };
    return { reference, number: issueNumber(this.keys, reference, 0) };
  }

  #known({ reference, number }: About): Known {
    return (field) => {
      switch (field) {
        case 'claim':
          return { value: { ...reference, attempt: 0 } };
        case 'number':
          return { value: number };
        case 'shipment': {
          return { value: childOf(number, 'S', 1 + this.#dice.below(shipmentsMax)) };
        }
        case 'order':
          return { value: number };
        case 'node':
          return { value: this.#of(nodes) };
        case 'sku':
          return { value: this.#of(skus) };
        case 'line':
        case 'lines[]':
          return field === 'line' ? { value: this.#of(lines) } : undefined;
        case 'unit':
          return { value: this.#of(units) };
        case 'currency':
          return { value: this.#of(['EUR', 'JPY', 'KWD', 'CLF']) };
        default:
          return undefined;
      }
    };
  }
}
