/** Every bound of the runtime, unit last. Source: ARCHITECTURE.md §2. */
export const limits = {
  /** One append, and one read of what is answered next. */
  batchRecordsMax: 500,
  batchBytesMax: 262_144,
  /** A batch is closed after this long, so that other partitions have their turn. */
  decidingMsMax: 100,
  /** A writer opens its term anew after so many records. */
  termRecordsMax: 50_000,
  /** How far the inbox's clock may be ahead of the writer's own. */
  clockAheadMsMax: 300_000,
  /** Log time for which a client's command id is known again. */
  commandIdMs: 30 * 86_400_000,
  /** Stored batches of command ids that one commit looks through and forgets. */
  idBatchesPrunedMax: 2,
  /** Aggregates that a partition keeps decoded. */
  aggregatesCachedMax: 1_024,
  aggregatesCachedBytesMax: 4_194_304,
  /** Aggregates, as they stood before, that one batch holds: small facts of many large orders. */
  batchHeldBytesMax: 4_194_304,
  /** Records of sources that concern nobody here: after so many, a note tells how far it is. */
  sourceRecordsUnnotedMax: 10_000,
  replayRecordsMax: 2_000,
  replayBytesMax: 524_288,
  idleWaitMs: 30_000,
  /** So often at most a reader of another log says where it stands; settling waits for it. */
  checkpointMs: 100,
  /** A reader that rests looks again at the place that it has stored. */
  checkpointLookMs: 15_000,
  retryMsMin: 50,
  retryMsMax: 10_000,
  deadlineRetryMsMin: 1_000,
  deadlineRetryMsMax: 300_000,
  deadlinesLookedAtMax: 10_000,
  /** Clients' commands that wait for one inbox partition. */
  postsWaitingMax: 5_000,
  postsWaitingBytesMax: 8_388_608,
  postAttemptsMax: 6,
} as const;

export const batchLimit = { records: limits.batchRecordsMax, bytes: limits.batchBytesMax } as const;
