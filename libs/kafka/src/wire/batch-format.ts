/** Where things stand in a record batch of format 2 of the protocol, from its first byte on. */
export const batchAt = {
  firstOffset: 0,
  length: 8,
  leaderEpoch: 12,
  format: 16,
  checksum: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  firstTime: 27,
  lastTime: 35,
  producerId: 43,
  producerEpoch: 51,
  firstSequence: 53,
  count: 57,
  records: 61,
} as const;

/** The length of a batch counts from behind itself. */
export const lengthCountsFrom = batchAt.leaderEpoch;
export const batchFormat = 2;

/** Bits of a batch's attributes. */
export const attributeBits = {
  compression: 7,
  timeOfAppend: 8,
  transaction: 16,
  control: 32,
} as const;
