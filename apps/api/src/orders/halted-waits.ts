import { Inject, Injectable } from '@nestjs/common';
import { stockKey } from '#inventory';
import { never, partitionOf } from '#kernel';
import type { Line, OrderDocument, Placed } from '#orders';
import { isService, ofEach } from '#services';
import type { Gateway, PartitionStatus, ServiceName } from '#services';
import { gatewayToken } from '../gateway.js';
import { Halts, haltProblem, haltText } from '../waiting/halts.js';

/** A partition that an order waits for, and why it has halted. */
export interface HaltedWait {
  readonly service: ServiceName;
  readonly partition: number;
  readonly reason: string;
}

/** The partitions that have to work for the order to go on, by service. */
type Needed = Readonly<Record<ServiceName, ReadonlySet<number>>>;

const isWithNode = ({ buckets }: Line): boolean =>
  buckets.released !== undefined || buckets.cancel_pending !== undefined;

/** Its own partition, that of each line whose stock has to answer, that of parcels to come. */
const neededBy = (
  { number, tenant }: OrderDocument,
  { lines }: Placed,
  partitions: number,
): Needed => {
  const own = partitionOf(number, partitions);
  const stock = lines
    .filter(({ awaiting }) => awaiting)
    .map(({ node, sku }) => partitionOf(stockKey(tenant, node, sku), partitions));
  return {
    ...ofEach(() => new Set<number>()),
    orders: new Set([own]),
    inventory: new Set(stock),
    shipping: new Set(lines.some(isWithNode) ? [own] : []),
  };
};

/** `orders` of `inventory ← orders`. */
const sourceOf = ({ name }: PartitionStatus): string => name.split(' ← ')[1] ?? '';

const isNeeded = (row: PartitionStatus, needed: Needed): boolean => {
  const { service, role, partition } = row;
  switch (role) {
    case 'writer':
      // Its neighbours' events, which orders go on by, are answered beside a halted inbox.
      return row.inboxAlone !== true && needed[service].has(partition);
    case 'input':
      return needed[service].has(partition);
    case 'projector':
      return service === 'orders' && needed.orders.has(partition);
    case 'intake': {
      const source = sourceOf(row);
      if (source === 'orders') return needed[service].size > 0 && needed.orders.has(partition);
      return service === 'orders' && isService(source) && needed[source].has(partition);
    }
    default:
      return never(role);
  }
};

/** An order whose stock, or shipments, wait for people is told so. */
@Injectable()
export class HaltedWaits {
  constructor(
    @Inject(gatewayToken) private readonly gateway: Pick<Gateway, 'partitions'>,
    @Inject(Halts) private readonly halts: Halts,
  ) {}

  async #rows(doc: OrderDocument): Promise<readonly PartitionStatus[]> {
    const { state } = doc;
    if (state.stage === 'awaited') return [];
    const halted = await this.halts.halted();
    if (halted.length === 0) return [];
    const needed = neededBy(doc, state, this.gateway.partitions);
    return halted.filter((row) => isNeeded(row, needed));
  }

  async of(doc: OrderDocument): Promise<readonly HaltedWait[]> {
    return (await this.#rows(doc)).map((row) => ({
      service: row.service,
      partition: row.partition,
      reason: haltText(row),
    }));
  }

  /**
   * Throws `partition_halted` where the stock that decides whether the order is accepted has
   * halted: it is placed, and who waits shall not take it for one that will be accepted soon.
   */
  async refuseUndecided(doc: OrderDocument): Promise<void> {
    const { state, number } = doc;
    if (state.stage !== 'received' || !state.lines.some(({ awaiting }) => awaiting)) return;
    const [row] = await this.#rows(doc);
    if (row === undefined) return;
    throw haltProblem(
      row,
      `the order ${number} is placed, and its stock cannot answer: ` +
        `${haltText(row)}. It goes on once people let it; the same request again is the same order`,
      { omsNumber: number },
    );
  }
}
