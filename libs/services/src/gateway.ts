import type { NumberKeys, Posting } from '#kernel';
import type { Dismissing } from '#contracts';
import type { Rebuilt, SettledState, Token, ViewQueries } from '#runtime';
import type { Commands, ServiceName } from './register.js';

/**
 * `posted`: durable in the inbox; it will be answered. `busy`: the queue is full, nothing was kept.
 * `too-large`: no inbox will ever take it. `unavailable`: the log did not say that it took it; it
 * is not known whether it was kept. Busy or unavailable, it may be tried again under the same id:
 * it counts once.
 */
export type PostOutcome =
  | { readonly kind: 'posted'; readonly token: Token }
  | { readonly kind: 'busy' }
  | { readonly kind: 'too-large'; readonly limitBytes: number }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** The inbox record that a writer waits at, or the record of a source that is waited at. */
export interface HaltedAt {
  readonly offset: number;
  /** Of an input or an intake: what it reads; a writer's offset is in its inbox. */
  readonly topic?: string;
  /** Of that topic. */
  readonly partition?: number;
  /** Dot name of the command. */
  readonly message?: string;
  /** What its sender calls it. */
  readonly id?: string;
  readonly tenant?: string;
  /** The aggregate: an OMS number, or `tenant/node/sku`. */
  readonly key?: string;
  readonly channel?: string;
  readonly channelRef?: string;
}

/** One partition of one worker, as health, metrics and `oms status` tell it. */
export interface PartitionStatus {
  readonly service: ServiceName;
  /** `input`: how a writer reads a neighbour's events; `intake`: what posts into its inbox. */
  readonly role: 'writer' | 'input' | 'intake' | 'projector';
  /** `orders`, or `orders ← inventory` for an input or an intake. */
  readonly name: string;
  readonly partition: number;
  /** Where workers run in processes of their own, the one that has it: `orders@host-4711:3001`. */
  readonly worker?: string;
  /** `unreported`: told by logs, places and cursors alone; no process was asked or answered. */
  readonly state: 'starting' | 'running' | 'halted' | 'unreported';
  /** Why it halted, for people. */
  readonly reason?: string;
  /** Of a halted writer: its inbox waits for people, its neighbours' events are answered. */
  readonly inboxAlone?: true;
  /**
   * Of a halted writer: the message that comes next, which is the one that it halts at; of a halted
   * input or intake: the record of its source, where that can be set aside.
   */
  readonly at?: HaltedAt;
  /** Records still to pass. */
  readonly lag: number;
  readonly term?: number;
  /** Number of the last answer in the chain; -1 before the first. */
  readonly chain?: number;
  /** Last inbox offset that was answered; -1 before the first. */
  readonly answered?: number;
  /** The inbox offset that comes next to whoever posts. */
  readonly inboxEnd?: number;
  readonly accepted?: number;
  readonly rejected?: number;
  readonly superseded?: number;
}

/** What an operator's word came to; all but `resumed` changed nothing. */
export type Operated =
  | {
      readonly kind: 'resumed';
      /** What goes on: `orders`, `orders ← inventory`. */
      readonly names: readonly string[];
      /** What people should know of it. */
      readonly told?: string;
    }
  | { readonly kind: 'not-halted' }
  /** What it halts at is no record that could be left out. */
  | { readonly kind: 'cannot'; readonly reason: string }
  /** Another inbox offset is in the way, or none is. */
  | { readonly kind: 'not-next'; readonly next: number | undefined }
  /** Nothing that this process has now was meant; another process has these. */
  | { readonly kind: 'elsewhere'; readonly names: readonly string[] };

/** What an operator may decide about the workers of this process. */
export interface Operations {
  /**
   * Lets a halted writer, and halted inputs and intakes, of this partition go on: the reason was
   * mended. With `acceptClock` the writer answers records whose times are ahead of its clock.
   */
  resume(service: ServiceName, partition: number, acceptClock?: boolean): Operated;
  /**
   * Lets a halted writer answer this inbox offset by `log.rejected { quarantined }` and go on. It
   * must be the one that it halts at. As long as this process lives: a restart before the answer
   * halts at it again. With `source` (a service, or the topic of a channel) it is the intake of
   * that source, at an offset of its topic: nothing follows from what stands there.
   */
  quarantine(
    service: ServiceName,
    partition: number,
    offset: number,
    source?: string,
  ): Promise<Operated>;
}

/** Records passed, records there are. */
export type OnProgress = (passed: number, total: number) => void;

/**
 * How views are built anew where they are followed in this process; what answers goes on answering.
 * A view has the projections of one service, and goes by the name of any of them. Both reject, and
 * change nothing, where it does not come to its end. One change of a view at a time: who comes for
 * the same while one is under way gets that one; the other is refused.
 */
export interface Rebuilding {
  readonly projections: readonly string[];
  /** The next generation beside the one that answers, then one flip. */
  rebuild(projection: string, onProgress?: OnProgress): Promise<Rebuilt>;
  /** A flip back to what answered before, as long as it is kept (a day). */
  rollBack(projection: string, onProgress?: OnProgress): Promise<Rebuilt>;
}

/** How ready an installation is. */
export interface Readiness {
  readonly ready: boolean;
  /** Never seen at work so far. */
  readonly starting: readonly PartitionStatus[];
  /** Servers that do not answer, in words. */
  readonly waitingFor: readonly string[];
}

/**
 * What an edge (HTTP, command line) may ask of a backend, whatever family of adapters it runs on.
 */
export interface Gateway {
  readonly partitions: number;
  readonly keys: NumberKeys;
  readonly views: Readonly<Record<ServiceName, ViewQueries>>;
  /**
   * `id` makes a repeat harmless: the same id is answered once. A refusal of what nobody waits for
   * is listed for people until they have dealt with it.
   */
  post<S extends ServiceName>(
    service: S,
    posting: Posting<Commands[S]>,
    id: string,
    isAwaited?: boolean,
  ): Promise<PostOutcome>;
  /** Waits until these posts, and all that followed from them, have settled (none: everything). */
  settled(tokens: readonly Token[], waitMs: number, signal: AbortSignal): Promise<SettledState>;
  /** Records that people have dealt with what a document of this partition's views lists. */
  dismiss(service: ServiceName, partition: number, dismissing: Dismissing): Promise<PostOutcome>;
  /**
   * Posts what was rejected again under a new id: `<service>:<partition>:<inbox offset>`, or
   * `<service>:<partition>:<input>:<offset>:<k>` of what followed from an event.
   */
  redrive(
    id: string,
  ): Promise<PostOutcome | { readonly kind: 'not-found'; readonly reason: string }>;
  status(): Promise<readonly PartitionStatus[]>;
  /** Where others run workers too; absent: `status` tells all there is. */
  readiness?(): Promise<Readiness>;
  /** Why this process should be started anew, in words; absent or none: it goes on. */
  failures?(): readonly string[];
  /** Where workers run in this process; elsewhere each of theirs serves its own decisions. */
  readonly operations?: Operations;
  /** Where the views are followed in this process. */
  readonly rebuilding?: Rebuilding;
}
