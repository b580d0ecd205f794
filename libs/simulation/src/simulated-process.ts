import type { SimulatedPorts } from './simulated-ports.js';
import type { StatesDisk } from './forgetful.js';
import type { Actor } from './schedule.js';

/**
 * What a process runs; `count` says how often it has begun, 1 the first time. Ends when `signal`
 * aborts.
 */
export type Code = (ports: SimulatedPorts, signal: AbortSignal, count: number) => Promise<void>;

/** An error that a process ended with. */
export interface Failure {
  readonly process: string;
  readonly error: unknown;
}

export interface Process {
  readonly name: string;
  readonly code: Code;
  /** By store; they outlive the process. */
  readonly disks: Map<string, StatesDisk>;
  skewMs: number;
  count: number;
  running: Incarnation | undefined;
}

/** One run of a process, from its start until it ends or is killed. */
export class Incarnation implements Actor {
  alive = true;
  pausedUntil = 0;
  readonly stop = new AbortController();

  constructor(readonly label: string) {}
}
