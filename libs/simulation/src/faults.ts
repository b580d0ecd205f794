/**
 * What may go wrong, each with its probability: by call in the first part, by step in the second.
 */
export interface FaultRates {
  /** The call is refused, and did nothing. */
  readonly refused: number;
  /** A write gets lost; whether it will ever land, its caller is not told. */
  readonly lost: number;
  /** A write landed, its answer gets lost. */
  readonly ackLost: number;
  /** A write's caller hears nothing, and it lands some time after, whatever has become of him. */
  readonly late: number;
  /** A write lands, and once more some time after. */
  readonly twice: number;
  /** A read gives less than it could. */
  readonly shortRead: number;

  /** A process is killed: its memory and what it waits for are gone. It starts again later. */
  readonly crash: number;
  /** Of a process that was killed, its states lose their last commits, or all. */
  readonly statesLost: number;
  /** A process stands still for a while and does not know. */
  readonly pause: number;
  /** Everybody's time leaps ahead, or one process's clock goes wrong. */
  readonly clockJump: number;
  /** A view loses its last writes. */
  readonly viewLost: number;
  /** A partition gets another owner; the old one hears of it later. */
  readonly handover: number;
  /** The store of the views loses everything, which generation answers too. */
  readonly viewsGone: number;
}

export type Fault = keyof FaultRates;

export const noFaults: FaultRates = {
  refused: 0,
  lost: 0,
  ackLost: 0,
  late: 0,
  twice: 0,
  shortRead: 0,
  crash: 0,
  statesLost: 0,
  pause: 0,
  clockJump: 0,
  viewLost: 0,
  handover: 0,
  viewsGone: 0,
};

export const usualFaults: FaultRates = {
  refused: 0.02,
  lost: 0.02,
  ackLost: 0.02,
  late: 0.02,
  twice: 0.02,
  shortRead: 0.2,
  crash: 0.004,
  statesLost: 0.3,
  pause: 0.004,
  clockJump: 0.002,
  viewLost: 0.002,
  handover: 0.004,
  viewsGone: 0.0005,
};
