/** A law that a run broke, and how. */
export interface Offence {
  readonly law: string;
  readonly text: string;
}

/** Notes a breach; what follows from the first one only hides it, so few are kept. */
export type Offend = (law: string, text: string) => void;

const offencesMax = 10;

export class Offences {
  readonly found: Offence[] = [];

  readonly offend: Offend = (law, text) => {
    if (this.found.length < offencesMax) this.found.push({ law, text });
  };
}
