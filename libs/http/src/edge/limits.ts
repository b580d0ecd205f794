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
  requestsAConnectionMax: 100_000,
  /** Bodies that are being read, and answers that are being sent, in the memory of the process. */
  bodiesBytesMax: 64 * 2 ** 20,
  answersBytesMax: 128 * 2 ** 20,
  /** Smaller answers are not counted. */
  answerBytesMin: 2 ** 16,
  /** Of one address in `callerWindowMs`; `OMS_CALLER_REQUESTS` says otherwise, 0 for no limit. */
  callerRequestsUsual: 20_000,
  callerWindowMs: 10_000,
  /** Addresses that are remembered. */
  callersMax: 10_000,
} as const;

/** So many bytes may be under way; who finds no room comes again. */
export class Room {
  #taken = 0;

  constructor(private readonly bytesMax: number) {}

  take(bytes: number): boolean {
    if (this.#taken + bytes > this.bytesMax) return false;
    this.#taken += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#taken -= bytes;
  }
}
