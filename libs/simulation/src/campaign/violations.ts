/** An invariant that a run broke, and how. */
export interface Violation {
  readonly invariant: string;
  readonly text: string;
}

/** Notes a breach; what follows from the first one only hides it, so few are kept. */
export type OnViolation = (invariant: string, text: string) => void;

const violationsMax = 10;

export class Violations {
  readonly found: Violation[] = [];

  readonly violated: OnViolation = (invariant, text) => {
    if (this.found.length < violationsMax) this.found.push({ invariant, text });
  };
}
