import type { InputPlace, LogPositions, SourcePosition } from '#contracts';
import { inputOf } from '../log/input-names.js';
import type { Overlay } from '../writer/overlay.js';

/** How far a partition of another log was answered. */
export interface ReadPlace extends SourcePosition {
  /** Of the messages of the event at `offset`, the last that was answered; absent: all of them. */
  readonly k?: number;
}

const stored = 'w/';
const placesMax = 100_000;

const isReadPlace = (doc: object): doc is ReadPlace => 'logId' in doc && 'offset' in doc;

/** How far each input was answered, folded from the own log and from nothing else. */
export class Places {
  readonly #places = new Map<string, ReadPlace>();

  constructor(private readonly overlay: Overlay) {
    for (const [key, doc] of overlay.states.first(stored, placesMax)) {
      if (isReadPlace(doc)) this.#places.set(key.slice(stored.length), doc);
    }
  }

  of(input: string): ReadPlace | undefined {
    return this.#places.get(input);
  }

  answered({ input, offset, k }: InputPlace): void {
    if (inputOf(input) === undefined) return;
    const { logId = '' } = this.#places.get(input) ?? {};
    this.#put(input, { logId, offset, k });
  }

  /** A note never takes back what answers say. */
  noted({ inputs }: LogPositions['data']): void {
    for (const [input, { logId, offset }] of Object.entries(inputs)) {
      const place = this.#places.get(input);
      const isBehind = place !== undefined && place.offset > offset;
      this.#put(input, isBehind ? { ...place, logId } : { logId, offset });
    }
  }

  #put(input: string, place: ReadPlace): void {
    this.#places.set(input, place);
    this.overlay.put(stored + input, place);
  }
}
