/** What may be measured of a run; each has one unit. */
export interface Figures {
  /** Orders that the full rate was measured over. */
  readonly orders?: number;
  /** Orders a second, shipped and readable; of a rush: requests answered a second. */
  readonly rate?: number;
  /** CPU seconds for 1,000 orders: of its own processes, */
  readonly cpuOwn?: number;
  /** of Kafka and Redis, */
  readonly cpuServers?: number;
  /** and of who places the orders and plays the warehouse. */
  readonly cpuDriver?: number;
  /** Milliseconds from the intended placing until it is shipped and readable, at a set rate. */
  readonly p50?: number;
  readonly p99?: number;
  /** Cores that the side, its servers and the driver keep busy together at that rate. */
  readonly cores?: number;
  /** Cores that the side and its servers keep busy while nobody orders anything. */
  readonly restCores?: number;
  /** Anonymous memory, the largest process. */
  readonly memoryMiB?: number;
  /** Milliseconds for a page of a list with two filters. */
  readonly listP99?: number;
  readonly seconds?: number;
}

export type Figure = keyof Figures;

export interface Outcome {
  /** Servers and processes, for people. */
  readonly how: string;
  /** What is safe where, once an order counts as done. */
  readonly durability: string;
  readonly versions: Readonly<Record<string, string>>;
  /** What its books, or ours its verification, say against it: then no figure counts. */
  readonly faults: readonly string[];
  readonly figures: Figures;
}
