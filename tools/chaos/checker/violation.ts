/** What a check has found. */
export interface Violation {
  readonly check: CheckName;
  readonly text: string;
}

/** Each check, and what it means where it finds something. */
export const checks = {
  lost: 'what was acknowledged, told or published does not stand in the logs',
  unanswered: 'an inbox record, or an order, has no answer',
  superseded: 'the only answer of an inbox record is one that does not count',
  doubled: 'something happened twice',
  oversold: 'more is promised of a SKU than came in',
  undersold: 'a unit was refused while it was there',
} as const;

export type CheckName = keyof typeof checks;

/** Of one kind, for as many texts as there are. */
export const violationsOf = (check: CheckName, texts: Iterable<string>): readonly Violation[] =>
  Array.from(texts, (text) => ({ check, text }));
