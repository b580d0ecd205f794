import type { Repetition } from '../runs.js';
import type { Settings } from '../settings.js';

export interface Measured {
  readonly repetitions: readonly Repetition[];
  readonly notRun: Readonly<Record<string, string>>;
}

/** What is measured in one go, for one or several rows. */
export interface Group {
  readonly name: string;
  readonly title: string;
  /** Left out of `--quick`, and why. */
  readonly notQuick?: string;
  measure(settings: Settings, say: (line: string) => void): Promise<Measured>;
}
