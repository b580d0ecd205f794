/** CPU seconds for 1,000 orders, by who used them. */
export interface Cost {
  readonly own: number;
  /** Kafka and Redis. */
  readonly servers: number;
  /** Who places the orders, and plays the warehouse. */
  readonly driver: number;
}

export interface SideOutcome {
  readonly side: string;
  readonly how: string;
  readonly durability: string;
  readonly versions: Readonly<Record<string, string>>;
  /** What its books, or ours its verification, say against it: then nothing here counts. */
  readonly faults: readonly string[];
  readonly orders: number;
  /** Orders shipped and readable a second. */
  readonly rate: number;
  readonly cost: Cost;
  readonly latency?: {
    /** Orders a second. */
    readonly rate: number;
    /** Milliseconds from the intended placing until it is shipped and readable. */
    readonly p50: number;
    readonly p99: number;
    /** Cores that the side, its servers and the driver keep busy together. */
    readonly cores: number;
  };
  /** Cores that the side and its servers keep busy while nobody orders anything. */
  readonly restCores?: number;
}
