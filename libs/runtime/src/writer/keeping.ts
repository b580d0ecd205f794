import { changesOf, partsOver, weightOf } from '#kernel';
import type { PartedState, PartsSource } from '#kernel';
import type { States } from '#ports';
import type { Overlay } from './overlay.js';

/** An aggregate as it stands after its `version` facts. */
export interface Kept<S> {
  readonly version: number;
  readonly state: S;
}

/** How the state of one aggregate lies in the store. */
export interface Keeping<S> {
  load(key: string): Kept<S>;
  /** Stores what the last batch made of it. */
  store(key: string, kept: Kept<S>): void;
  /** The same aggregate, reading from the store alone; for use once `store` is committed. */
  settled(key: string, kept: Kept<S>): Kept<S>;
  /** About how many bytes of memory it takes; parts are in the store. */
  weigh(kept: Kept<S>): number;
}

const rootKey = (key: string): string => `a/${key}`;
/** The length keeps one aggregate's parts apart from those of a key that begins alike. */
const partsPrefix = (key: string): string => `p/${key.length}/${key}/`;

interface Stored {
  readonly version: number;
  readonly state: unknown;
}

const isStored = (doc: object): doc is Stored => 'version' in doc && 'state' in doc;

const stored = (overlay: Overlay, key: string): Stored | undefined => {
  const doc = overlay.get(rootKey(key));
  return doc !== undefined && isStored(doc) ? doc : undefined;
};

const keepingWhole = <S>(initial: S, overlay: Overlay): Keeping<S> => ({
  load(key) {
    const doc = stored(overlay, key);
    return doc === undefined
      ? { version: 0, state: initial }
      : { version: doc.version, state: doc.state as S };
  },
  store: (key, kept) => overlay.put(rootKey(key), kept),
  settled: (_key, kept) => kept,
  weigh: ({ state }) => weightOf(state),
});

const partsSource = (states: States, key: string): PartsSource<object> => {
  const prefix = partsPrefix(key);
  return {
    get: (part) => states.get(prefix + part),
    first: (start, limit) =>
      states
        .first(prefix + start, limit)
        .map(([found, value]) => [found.slice(prefix.length), value] as const),
  };
};

const keepingParted = <S extends PartedState<unknown, object>>(
  initial: S,
  overlay: Overlay,
): Keeping<S> => {
  const over = (key: string, version: number, root: unknown): Kept<S> => {
    const parts = partsOver(partsSource(overlay.states, key));
    return { version, state: { ...initial, root, parts } };
  };
  return {
    load(key) {
      const doc = stored(overlay, key);
      return over(key, doc?.version ?? 0, doc === undefined ? initial.root : doc.state);
    },
    store(key, { version, state }) {
      overlay.put(rootKey(key), { version, state: state.root });
      const prefix = partsPrefix(key);
      for (const [part, value] of changesOf(state.parts)) overlay.put(prefix + part, value);
    },
    settled: (key, { version, state }) => over(key, version, state.root),
    weigh: ({ state }) => weightOf(state.root),
  };
};

const isParted = <S>(state: S): state is S & PartedState<unknown, object> =>
  typeof state === 'object' && state !== null && 'root' in state && 'parts' in state;

/** Whole documents, or a root with parts where `parted`. */
export const keepingOf = <S>(initial: S, parted: boolean, overlay: Overlay): Keeping<S> => {
  if (parted && isParted(initial)) return keepingParted(initial, overlay);
  return keepingWhole(initial, overlay);
};
