export { clockContract, ownershipContract, randomContract } from './clock.contract.js';
export type { ClockUnderTest, OwnershipUnderTest } from './clock.contract.js';
export { logContract } from './log.contract.js';
export type { LogShape, LogUnderTest, OpenLog } from './log.contract.js';
export { generationsContract } from './generations.contract.js';
export { projectionsContract } from './projections.contract.js';
export type { GenerationsUnderTest, OpenGenerations } from './projections.contract.js';
export { positionsContract, statesContract } from './states.contract.js';
export type { PositionsUnderTest, StatesUnderTest } from './states.contract.js';
