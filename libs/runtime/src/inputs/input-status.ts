import type { Message } from '#kernel';
import type { Halts } from './halts.js';
import type { SourceInput } from './source-input.js';

/** How one partition reads all of a neighbour, for health and metrics. */
export interface InputStatus {
  /** The service that is listened to. */
  readonly source: string;
  readonly partition: number;
  readonly phase: 'waiting' | 'reading' | 'halted';
  readonly reason?: string;
  /** The answer of the source that it halts at, where people may set that aside. */
  readonly at?: HaltedInput;
  /** The places that it stands at, summed over what it reads. */
  readonly offset: number;
  /** Records of the source that are not passed yet. */
  readonly lag: number;
  /** Of the source, passed over since this writer took over. */
  readonly superseded: number;
}

export interface HaltedInput {
  /** `orders.2` */
  readonly input: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** One for each service that is listened to. */
export const inputStatuses = <C extends Message>(
  own: number,
  sources: readonly SourceInput<C>[],
  halts: Halts,
): readonly InputStatus[] =>
  [...new Set(sources.map(({ source }) => source))].map((source) => {
    const inputs = sources.filter((each) => each.source === source);
    const sum = (figure: 'lag' | 'superseded'): number =>
      inputs.reduce((total, each) => total + each[figure], 0);
    const halted = inputs.find(({ name }) => halts.has(name));
    const { reason, at } = (halted && halts.of(halted.name)) ?? {};
    return {
      source,
      partition: own,
      phase: halted === undefined ? 'reading' : 'halted',
      ...(reason !== undefined && { reason }),
      ...(halted !== undefined &&
        at !== undefined && {
          at: { input: halted.name, topic: halted.topic, partition: halted.partition, offset: at },
        }),
      offset: inputs.reduce((total, { position }) => total + (position?.offset ?? 0), 0),
      lag: sum('lag'),
      superseded: sum('superseded'),
    };
  });
