export { Bug, invariant, never, Overflow } from './assert.js';
export { errorText } from './error-text.js';
export { SingleFlight } from './single-flight.js';
export { contentOf, differingFields } from './content/content.js';
export type { Content } from './content/content.js';
export { idConflict, isRefusal, refuse, refuseFact, refuseFields } from './decider/decider.js';
export type {
  Deadline,
  Decider,
  FieldFault,
  Message,
  Moment,
  PartedState,
  Refusal,
} from './decider/decider.js';
export { chainDigest, fromHex, hex, sha256Hex, zeroDigest } from './content/digest.js';
export type { DigestedRecord } from './content/digest.js';
export { changesNothingTwice, given } from './decider/given.js';
export type { Answered, Given } from './decider/given.js';
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
} from './amounts/money.js';
export {
  matterKinds,
  matterList,
  matterPlaces,
  placeIn,
  placeOf,
  placeText,
  waitingFactsShown,
} from './decider/matter.js';
export type { Matter, MatterKind, MatterSubject, WaitingFact } from './decider/matter.js';
export { childOf, parseChild } from './number/child.js';
export type { Child, ChildKind } from './number/child.js';
export { numberForm, numberIsValid, parseNumber } from './number/check.js';
export type { OmsNumber, ParsedNumber } from './number/check.js';
export { auditEpochs, epochsText, parseEpochs } from './number/epochs.js';
export type { EpochAudit } from './number/epochs.js';
export { keyOf, keyPrefix, namesIn } from './content/key.js';
export { issueNumber, keyFingerprint, parseKey } from './number/number.js';
export type { NumberEpoch, NumberKeys, Reference } from './number/number.js';
export { partitionOf } from './partition.js';
export { changesOf, emptyParts, partsOver } from './content/parts.js';
export type { Parts, PartsSource } from './content/parts.js';
export { decimal, decimalPattern, isDecimal, millionths, quantityMax } from './amounts/quantity.js';
export type { Quantity } from './amounts/quantity.js';
export { emptySorted, entriesFrom, lookUp, merged } from './content/sorted.js';
export type { Entry, Sorted } from './content/sorted.js';
export { conversionOf, converted, each, isOfPieces, nearly, unitName } from './amounts/units.js';
export type { Conversion } from './amounts/units.js';
export type { Posting, Reaction, Recorded } from './decider/recorded.js';
export { jsonBytes, sumOfBytes } from './content/json-bytes.js';
export { remembering } from './content/remembered.js';
export type { Remembered } from './content/remembered.js';
export type { IndexEntry, Projection } from './decider/projection.js';
export { asProse, listed, shortened } from './content/prose.js';
export { weightOf } from './number/weight.js';
