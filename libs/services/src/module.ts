import type { Message, NumberKeys, Posting } from '#kernel';
import type { InboxEnvelope, LevelledCodec } from '#contracts';
import { eventsTopic, hosted, Poster, startView } from '#runtime';
import type {
  Ports,
  RunningService,
  RunningView,
  Service,
  View,
  ViewPorts,
  ViewQueries,
} from '#runtime';
import type { Between } from './invariants/between.js';
import type { Invariants } from './invariants/violation.js';

/** All that the system has to know of one service. */
export interface Definition<C extends Message, E extends Message, S> {
  readonly codec: LevelledCodec<C, E>;
  /** What it decides, and whom it listens to. */
  readonly service: (keys: NumberKeys) => Service<C, E, S>;
  /** What its log is shown as. */
  readonly view: View<E>;
  /** What must hold of its aggregates: made anew for each reading of the logs. */
  invariants(between: Between): Invariants<E, S>;
  /** An aggregate that something has happened to; absent: each that has an event. */
  readonly isBegun?: (state: S) => boolean;
  /**
   * What a rejected command says today, where that is another posting than it was: asked when it
   * is posted again.
   */
  readonly saysNow?: (
    rejected: InboxEnvelope<C>,
    views: ViewQueries,
  ) => Promise<Posting<C> | undefined>;
}

/** What a service posts into its inbox: of a service's name or a channel's topic. */
export interface Source {
  readonly source: string;
  readonly topic: string;
}

/** Whose events a service answers where they stand. */
export interface Input extends Source {
  /** Each partition reads the one of its own number alone. */
  readonly isSameKey: boolean;
}

/**
 * A service of the register. It closes over the types of its events and states: what reads them is
 * written once, for any of them, and applied by `open`. Its commands show, since clients name them.
 */
export interface ServiceModule<N extends string, C extends Message> {
  readonly name: N;
  /** Where its process listens if nothing else is said. */
  readonly usualPort: number;
  readonly inputs: readonly Input[];
  readonly sources: readonly Source[];
  /** The projection that keeps a document for every aggregate. */
  readonly document: string;
  readonly open: <R>(
    use: <D extends Message, E extends Message, S>(inside: Definition<D, E, S>) => R,
  ) => R;
  /** Writers, timers and intakes of the partitions that `ports.ownership` gives this process. */
  start(ports: Ports, keys: NumberKeys, signal: AbortSignal): RunningService;
  startView(ports: Omit<ViewPorts, 'log'> & Pick<Ports, 'logs'>, signal: AbortSignal): RunningView;
  poster(ports: Pick<Ports, 'logs' | 'clock' | 'random'>, signal: AbortSignal): Poster<C>;
}

export const moduleOf = <const N extends string, C extends Message, E extends Message, S>(
  name: N,
  usualPort: number,
  inside: Definition<C, E, S>,
): ServiceModule<N, C> => {
  // Who listens to whom does not depend on the key of the numbers.
  const { inputs, reposts = {}, channels = {} } = inside.service({ epochs: [] });
  return {
    name,
    usualPort,
    inputs: Object.values(inputs).map(({ source, keyed }) => ({
      source,
      topic: eventsTopic(source),
      isSameKey: keyed === inside.codec.keyed,
    })),
    sources: [
      ...Object.keys(reposts).map((source) => ({ source, topic: eventsTopic(source) })),
      ...Object.keys(channels).map((topic) => ({ source: topic, topic })),
    ],
    document: inside.view.projections[0]?.name ?? name,
    open: (use) => use(inside),
    start: (ports, keys, signal) => hosted(inside.service(keys)).start(ports, signal),
    startView: ({ logs, ...ports }, signal) =>
      startView(inside.view, { ...ports, log: logs(eventsTopic(name)) }, signal),
    poster: (ports, signal) => new Poster(ports, inside.codec, signal),
  };
};
