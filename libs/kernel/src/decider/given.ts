import { isRefusal } from './decider.js';
import type { Decider, Message, Moment, Refusal } from './decider.js';
import { differences } from '../content/difference.js';

/** A history, told so far. */
export interface Given<C extends Message, E extends Message, S> {
  /** Puts the command; `now` and `key` default to fixed ones. */
  when(command: C, moment?: Partial<Moment>): Answered<C, E, S>;
  /** The state after the history. */
  state(): S;
}

/**
 * The answer to a command. Each assertion throws where it does not hold, and tells the story on
 * where it does.
 */
export interface Answered<C extends Message, E extends Message, S> {
  then(events: readonly E[]): Given<C, E, S>;
  /** Refused with this code. */
  thenRefused(code: string): Given<C, E, S>;
  /** Accepted, and no event: nothing changes. */
  thenNothing(): Given<C, E, S>;
  /** The state with the answer's events folded in. */
  state(): S;
  /** The answer as it is, for assertions of one's own. */
  answer(): readonly E[] | Refusal;
}

const fixedMoment: Moment = { now: Date.parse('2026-01-05T10:00:00Z'), key: 'H0VD-3KFX-FA0T-8V' };

const fold = <C extends Message, E extends Message, S>(
  decider: Decider<C, E, S>,
  state: S,
  events: readonly E[],
): S => events.reduce((folded, event) => decider.evolve(folded, event), state);

const fail = (headline: string, lines: readonly string[]): never => {
  throw new Error([headline, ...lines.map((line) => `  ${line}`)].join('\n'));
};

const shown = (answer: readonly Message[] | Refusal): string[] => {
  if (isRefusal(answer)) return [`refused ${answer.refused.code}: ${answer.refused.detail}`];
  if (answer.length === 0) return ['no event'];
  return answer.map(({ type, data }) => `${type} ${JSON.stringify(data)}`);
};

const expectEvents = (
  command: Message,
  expected: readonly Message[],
  answer: readonly Message[] | Refusal,
): void => {
  const differing = isRefusal(answer)
    ? ['an answer of events was expected']
    : differences(expected, answer);
  if (differing.length === 0) return;
  fail(`${command.type} was answered otherwise`, [
    ...differing,
    'expected:',
    ...shown(expected).map((line) => `- ${line}`),
    'answered:',
    ...shown(answer).map((line) => `+ ${line}`),
  ]);
};

const expectRefusal = (
  command: Message,
  code: string,
  answer: readonly Message[] | Refusal,
): void => {
  if (isRefusal(answer) && answer.refused.code === code) return;
  fail(`${command.type} should have been refused with ${code}`, [
    'answered:',
    ...shown(answer).map((line) => `+ ${line}`),
  ]);
};

const from = <C extends Message, E extends Message, S>(
  decider: Decider<C, E, S>,
  state: S,
): Given<C, E, S> => ({
  state: () => state,
  when(command, moment = {}) {
    const answer = decider.decide(command, state, { ...fixedMoment, ...moment });
    const after = (): S => (isRefusal(answer) ? state : fold(decider, state, answer));
    return {
      // oxlint-disable-next-line unicorn/no-thenable -- the word of the trade, never awaited
      then(events) {
        expectEvents(command, events, answer);
        return from(decider, after());
      },
      thenRefused(code) {
        expectRefusal(command, code, answer);
        return from(decider, state);
      },
      thenNothing() {
        expectEvents(command, [], answer);
        return from(decider, state);
      },
      state: after,
      answer: () => answer,
    };
  },
});

/**
 * Tells a decider's story: `given(order, [placed]).when(cancel).then([cancelled])`. Needs no test
 * framework. Fields that are undefined count as missing, as in JSON.
 */
export const given = <C extends Message, E extends Message, S>(
  decider: Decider<C, E, S>,
  history: readonly E[],
): Given<C, E, S> => from(decider, fold(decider, decider.initial, history));

/**
 * The invariant of every decider: the same command twice changes nothing. Throws unless the second
 * one, put to the state that the first one's events made, is refused or answered without an event.
 * Returns the first answer.
 */
export const changesNothingTwice = <C extends Message, E extends Message, S>(
  decider: Decider<C, E, S>,
  history: readonly E[],
  command: C,
  moment: Partial<Moment> = {},
): readonly E[] | Refusal => {
  const once = given(decider, history).when(command, moment);
  const twice = from(decider, once.state()).when(command, moment).answer();
  if (!isRefusal(twice) && twice.length > 0) {
    fail(`${command.type} changed something when it came twice`, [
      'first:',
      ...shown(once.answer()).map((line) => `  ${line}`),
      'second:',
      ...shown(twice).map((line) => `+ ${line}`),
    ]);
  }
  return once.answer();
};
