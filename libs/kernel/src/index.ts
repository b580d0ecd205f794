export { Bug, invariant, never, Overflow } from './assert.js';
export { contentOf, differingFields } from './content.js';
export type { Content } from './content.js';
export { idConflict, isRefusal, refuse, refuseFact, refuseFields } from './decider.js';
export type {
  Deadline,
  Decider,
  FieldFault,
  Message,
  Moment,
  PartedState,
  Refusal,
} from './decider.js';
export { causeDigest, fromHex, hex, sha256Hex, zeroDigest } from './digest.js';
export type { DigestedRecord } from './digest.js';
export { changesNothingTwice, given } from './given.js';
export type { Answered, Given } from './given.js';
export {
  before,
  dayMs,
  endOfDay,
  instant,
  instantText,
  isDay,
  isInstant,
  sortText,
} from './instant.js';
export {
  addMinor,
  isAmount,
  isPrice,
  lineTotal,
  lineTotalFits,
  majorText,
  minorUnits,
  pricePattern,
  sameAmount,
} from './money.js';
export {
  matterKinds,
  matterList,
  matterPlaces,
  placeIn,
  placeOf,
  placeText,
  waitingFactsShown,
} from './matter.js';
export type { Matter, MatterKind, MatterSubject, WaitingFact } from './matter.js';
export { childOf, parseChild } from './child.js';
export type { Child, ChildKind } from './child.js';
export { numberForm, numberIsValid, parseNumber } from './check.js';
export type { OmsNumber, ParsedNumber } from './check.js';
export { auditEpochs, epochsText, parseEpochs } from './epochs.js';
export type { EpochAudit } from './epochs.js';
export { keyOf, keyPrefix, namesIn } from './key.js';
export { issueNumber, keyFingerprint, parseKey } from './number.js';
export type { NumberEpoch, NumberKeys, Reference } from './number.js';
export { partitionOf } from './partition.js';
export { changesOf, emptyParts, partsOver } from './parts.js';
export type { Parts, PartsSource } from './parts.js';
export { decimal, decimalPattern, isDecimal, millionths, quantityMax } from './quantity.js';
export type { Quantity } from './quantity.js';
export { emptySorted, entriesFrom, lookUp, merged } from './sorted.js';
export type { Entry, Sorted } from './sorted.js';
export { conversionOf, converted, each, isOfPieces, nearly, unitName } from './units.js';
export type { Conversion } from './units.js';
export type { Posting, Reaction, Recorded } from './recorded.js';
export { jsonBytes, sumOfBytes } from './json-bytes.js';
export { remembering } from './remembered.js';
export type { Remembered } from './remembered.js';
export type { IndexEntry, Projection } from './projection.js';
export { asProse, listed, shortened } from './prose.js';
export { weightOf } from './weight.js';
