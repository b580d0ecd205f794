import type { ViewBatch } from '#ports';
import { emptyStates } from './memory-states.js';
import type { StatesImage } from './memory-states.js';
import { memoryGenerations, MemoryView } from './memory-projections.js';
import type { MemoryGenerations, ViewImage } from './memory-projections.js';
import type { Dice } from './dice.js';

const imagesMax = 4;

/** The last images of a store, as a store has them that does not wait for its disk. */
class Images<T> {
  readonly #past: T[] = [];

  keep(image: T): void {
    this.#past.push(image);
    if (this.#past.length > imagesMax) this.#past.shift();
  }

  /** One of the last images; those behind it are gone. Undefined where there is none. */
  fallBack(dice: Dice): T | undefined {
    this.#past.length = dice.below(this.#past.length + 1);
    return this.#past.at(-1);
  }
}

/** A view that may lose its last writes, cursor and documents together. */
export class ForgetfulView extends MemoryView {
  readonly #images = new Images<ViewImage>();

  override apply(batch: ViewBatch) {
    const before = this.image;
    const outcome = super.apply(batch);
    if (outcome.kind === 'applied') this.#images.keep(before);
    return outcome;
  }

  /** False where it has nothing to lose. */
  lose(dice: Dice): boolean {
    const older = this.#images.fallBack(dice);
    if (older === undefined) return false;
    this.image = older;
    return true;
  }
}

/** The views of all services on one store. */
export class ForgetfulViews {
  readonly #views: ForgetfulView[] = [];
  readonly generations: MemoryGenerations = memoryGenerations(() => {
    const view = new ForgetfulView();
    this.#views.push(view);
    return view;
  });

  /** One of them loses its last writes. */
  loseWrites(dice: Dice): void {
    this.#views[dice.below(this.#views.length)]?.lose(dice);
  }

  /** Nothing is left, nor known. */
  loseAll(): void {
    this.#views.length = 0;
    this.generations.lose();
  }
}

/** What of one store is on one machine's disk. */
export class StatesDisk {
  image: StatesImage = emptyStates;
  readonly #images = new Images<StatesImage>();

  save(image: StatesImage): void {
    this.#images.keep(this.image);
    this.image = image;
  }

  lose(dice: Dice): void {
    this.image = this.#images.fallBack(dice) ?? emptyStates;
  }
}
