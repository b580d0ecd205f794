/** What this build makes of the recorded histories, as digests: one an aggregate and view. */
import { createHash } from 'node:crypto';
import type { EventEnvelope } from '#contracts';
import type { Decider, Message, Parts, Projection, Recorded } from '#kernel';
import { moduleNamed } from '#services';
import type { ServiceName } from '#services';
import type { Histories } from './histories.js';

/** JSON with sorted names and nothing that is undefined: equal content gives equal text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(
          Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)),
        )
      : each,
  );

const digestOf = (value: unknown): string =>
  createHash('sha256').update(canonical(value)).digest('hex').slice(0, 32);

/** One fold and the name of its version, with where that stands. */
export interface Fold {
  readonly name: string;
  readonly version: string;
  readonly raisedAt: string;
  stateOf(events: readonly EventEnvelope<Message>[]): unknown;
}

/** Of whatever service: it is given events of its own histories alone. */
type AnyDecider = Pick<Decider<Message, Message, unknown>, 'evolve'> & {
  readonly initial: unknown;
};
type AnyProjection = Projection<Message, object>;

const isParted = (state: unknown): state is { root: unknown; parts: Parts<unknown> } =>
  typeof state === 'object' && state !== null && 'parts' in state && 'root' in state;

const plain = (state: unknown): unknown =>
  isParted(state) ? [state.root, state.parts.first('', Number.MAX_SAFE_INTEGER)] : state;

const folding =
  (decider: AnyDecider) =>
  (events: readonly EventEnvelope<Message>[]): unknown => {
    let state = decider.initial;
    for (const { event } of events) state = decider.evolve(state, event);
    return plain(state);
  };

const viewing = (projection: AnyProjection) => (events: readonly EventEnvelope<Message>[]) => {
  const documents = new Map<string, object | undefined>();
  for (const { event, key, tenant, id, link, version, at, number } of events) {
    const recorded: Recorded<Message> = {
      event,
      key: key ?? '',
      tenant,
      id,
      chain: link.chain,
      index: link.index,
      version,
      at,
      ...(number !== undefined && { number }),
    };
    const place = projection.keyOf?.(recorded) ?? recorded.key;
    documents.set(place, projection.evolve(documents.get(place), recorded));
  }
  return [...documents].toSorted(([one], [other]) => (one < other ? -1 : 1));
};

const keys = { epochs: [{ from: 0, key: new Uint8Array(32) }] };

export const foldsOf = (name: ServiceName): readonly Fold[] =>
  moduleNamed(name).open(({ service, view: { projections } }) => {
    const { fold, decider } = service(keys);
    return [
      {
        name: `${name} aggregate`,
        version: fold,
        stateOf: folding(decider),
        raisedAt: `fold in libs/services/src/modules/${name}.ts`,
      },
      ...projections.map((projection): Fold => ({
        name: `${name} view ${projection.name}`,
        version: `${projection.version}`,
        stateOf: viewing(projection),
        raisedAt: `version of the projection ${projection.name}`,
      })),
    ];
  });

/** By history. */
export type Digests = Readonly<Record<string, string>>;

export const digestsOf = (fold: Fold, histories: Histories): Digests =>
  Object.fromEntries(
    [...histories].map(([name, events]) => [name, digestOf(fold.stateOf(events))]),
  );
