import { errorText } from '#kernel';
import type { Outcome } from '../runs/outcome.js';
import { loadNow } from './machine.js';
import type { Repetition } from './runs.js';

/** What takes part: how it is measured once, for one repetition. */
export interface Participant {
  readonly name: string;
  readonly measure: (repetition: number) => Promise<Outcome>;
}

const turnOf = async (
  { name, measure }: Participant,
  repetition: number,
): Promise<
  { readonly name: string; readonly loadBefore: number } & (
    | { outcome: Outcome }
    | { failure: string }
  )
> => {
  const loadBefore = loadNow();
  try {
    const outcome = await measure(repetition);
    if (outcome.faults.length === 0) return { name, loadBefore, outcome };
    return { name, loadBefore, failure: outcome.faults.join('; ') };
  } catch (error) {
    return { name, loadBefore, failure: errorText(error) };
  }
};

/**
 * All of them in turns, so that what the machine does meanwhile meets all; every other repetition
 * the other way round.
 */
export const inTurns = async (
  participants: readonly Participant[],
  repetitions: number,
  say: (line: string) => void,
): Promise<readonly Repetition[]> => {
  const all: Repetition[] = [];
  for (let at = 0; at < repetitions; at += 1) {
    const order = at % 2 === 0 ? participants : participants.toReversed();
    const loadBefore: Record<string, number> = {};
    const outcomes: Record<string, Outcome> = {};
    const failures: Record<string, string> = {};
    for (const participant of order) {
      const began = performance.now();
      const turn = await turnOf(participant, at);
      loadBefore[turn.name] = turn.loadBefore;
      if ('outcome' in turn) outcomes[turn.name] = turn.outcome;
      else failures[turn.name] = turn.failure;
      const seconds = Math.round((performance.now() - began) / 1_000);
      const how =
        'outcome' in turn ? figuresText(turn.outcome) : `counts for nothing: ${turn.failure}`;
      say(`${at + 1}/${repetitions} ${turn.name.padEnd(10)} ${how} (${seconds} s)`);
    }
    all.push({ loadBefore, outcomes, failures });
  }
  return all;
};

const figuresText = ({ figures }: Outcome): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(3))}`)
    .join(', ');
