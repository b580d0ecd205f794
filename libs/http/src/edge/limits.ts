/** What one process answers at once, and how long it waits for whoever asks. */
export const edgeLimits = {
  /** From the connection, or the answer before, to the end of a request's headers. */
  headersMsMax: 10_000,
  /** From there to the end of its body; a stream of rows has `rowMsMax` for each. */
  bodyMsMax: 20_000,
  rowMsMax: 30_000,
  /** A connection on which nothing moves in either direction. */
  silentMsMax: 120_000,
  /** How often the server looks for those that are late. */
  lookMs: 1_000,
  headerBytesMax: 16_384,
  connectionsMax: 1_000,
  connectionsOfOneMax: 750,
  requestsAConnectionMax: 100_000,
  /** Requests of one connection that wait for an answer before theirs, and those of all. */
  aheadMax: 1_000,
  aheadOfAllMax: 8_192,
  /** Requests that came at once are begun for so long before the network is looked at. */
  burstMsMax: 10,
  /** Bodies that are being read, and answers that are being sent, in the memory of the process. */
  bodiesBytesMax: 64 * 2 ** 20,
  answersBytesMax: 64 * 2 ** 20,
  /** Smaller answers are not counted. */
  answerBytesMin: 2 ** 16,
  /** Of one address in `callerWindowMs`; `OMS_CALLER_REQUESTS` says otherwise, 0 for no limit. */
  callerRequestsUsual: 20_000,
  callerWindowMs: 10_000,
  /** Addresses that are remembered. */
  callersMax: 10_000,
} as const;

/** One caller never takes more of what all share: some of it is left for others. */
const shareMax = 0.75;

/** So much may be under way, of one caller a part of it; who finds no room comes again. */
export class Room {
  readonly #takenBy = new Map<string, number>();
  #taken = 0;

  constructor(private readonly most: number) {}

  take(amount: number, who: string): boolean {
    const its = (this.#takenBy.get(who) ?? 0) + amount;
    if (this.#taken + amount > this.most || its > this.most * shareMax) return false;
    this.#taken += amount;
    this.#takenBy.set(who, its);
    return true;
  }

  give(amount: number, who: string): void {
    const its = (this.#takenBy.get(who) ?? 0) - amount;
    this.#taken -= amount;
    if (its > 0) this.#takenBy.set(who, its);
    else this.#takenBy.delete(who);
  }
}
