/** What is known of an object, for as long as it lives. */
export interface Remembered<K extends object, V> {
  get(object: K): V | undefined;
  set(object: K, value: V): void;
}

/** Its fields go to the object that it is given. */
class Itself {
  constructor(object: object) {
    // oxlint-disable-next-line no-constructor-return -- this is what it is for
    return object;
  }
}

/**
 * As a `WeakMap` answers, at a fifth of the price, for what is remembered of every record: the
 * value is a private field of the object itself, which nobody else can see, copy or compare, and
 * which costs the garbage collector nothing of its own.
 */
export const remembering = <K extends object, V>(): Remembered<K, V> => {
  class Kept extends Itself {
    #value: V;

    constructor(object: K, value: V) {
      super(object);
      this.#value = value;
    }

    static get(object: K): V | undefined {
      return #value in object ? object.#value : undefined;
    }

    static set(object: K, value: V): void {
      if (#value in object) object.#value = value;
      else void new Kept(object, value);
    }
  }
  return Kept;
};
