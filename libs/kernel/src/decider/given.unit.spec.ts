import { Bug, invariant, never } from '../assert.js';
import { refuse } from './decider.js';
import type { Decider } from './decider.js';
import { changesNothingTwice, given } from './given.js';

interface Command {
  readonly type: 'lamp.switch';
  readonly data: { readonly on: boolean; readonly always?: boolean };
}
interface Event {
  readonly type: 'lamp.switched';
  readonly data: { readonly on: boolean; readonly at: number; readonly by?: string | undefined };
}

const lamp: Decider<Command, Event, 'on' | 'off' | 'broken'> = {
  initial: 'off',
  decide: ({ data: { on, always } }, state, { now, key }) => {
    if (state === 'broken') return refuse('lamp_broken', 'it went out for good');
    if (!always && on === (state === 'on')) return [];
    return [
      { type: 'lamp.switched', data: { on, at: now, by: key === 'somebody' ? key : undefined } },
    ];
  },
  evolve: (_, { data }) => (data.at > 99 ? 'broken' : data.on ? 'on' : 'off'),
};

const on: Command = { type: 'lamp.switch', data: { on: true } };
const off: Command = { type: 'lamp.switch', data: { on: false } };
const always: Command = { type: 'lamp.switch', data: { on: true, always: true } };
const switched = (to: boolean, at: number): Event => ({
  type: 'lamp.switched',
  data: { on: to, at },
});

const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'nothing was thrown';
};

describe('a story', () => {
  test('is told from event to event', () => {
    const reported = given(lamp, [switched(true, 1)])
      .when(on)
      .thenNothing()
      .when(off, { now: 2 })
      .then([switched(false, 2)])
      .when(on, { now: 100 })
      .then([switched(true, 100)])
      .when(off)
      .thenRefused('lamp_broken');
    expect(reported.state()).toBe('broken');
  });

  test('shows the state after an answer, and the answer', () => {
    const answered = given(lamp, []).when(on, { now: 3, key: 'somebody' });
    expect(answered.state()).toBe('on');
    expect(answered.answer()).toEqual([
      { type: 'lamp.switched', data: { on: true, at: 3, by: 'somebody' } },
    ]);
    expect(
      given(lamp, [switched(true, 100)])
        .when(on)
        .state(),
    ).toBe('broken');
  });

  test('that goes otherwise says where', () => {
    const message = messageOf(() =>
      given(lamp, [])
        .when(on, { now: 3 })
        .then([switched(false, 3)]),
    );
    expect(message).toContain('lamp.switch was answered otherwise');
    expect(message).toContain('[0].data.on: expected false, found true');
    expect(message).toContain('- lamp.switched {"on":false,"at":3}');
    expect(message).toContain('+ lamp.switched {"on":true,"at":3}');
  });

  test.each([
    [
      'an event too few',
      () => given(lamp, []).when(on, { now: 3 }).then([]),
      '[0]: expected nothing, found',
    ],
    [
      'an event too many',
      () =>
        given(lamp, [])
          .when(off)
          .then([switched(false, 1)]),
      '+ no event',
    ],
    [
      'a refusal for events',
      () =>
        given(lamp, [switched(true, 100)])
          .when(on)
          .then([]),
      'refused lamp_broken',
    ],
    ['events for a refusal', () => given(lamp, []).when(on).thenRefused('x'), 'refused with x'],
    [
      'another refusal',
      () =>
        given(lamp, [switched(true, 100)])
          .when(on)
          .thenRefused('x'),
      'lamp_broken',
    ],
    ['events for nothing', () => given(lamp, []).when(on).thenNothing(), 'answered otherwise'],
  ])('fails on %s', (_, act, part) => expect(messageOf(act)).toContain(part));
});

describe('the same command twice', () => {
  test('changes nothing, whether it was accepted, idle or refused at first', () => {
    expect(changesNothingTwice(lamp, [], on, { now: 3 })).toEqual([switched(true, 3)]);
    expect(changesNothingTwice(lamp, [switched(true, 3)], on)).toEqual([]);
    expect(changesNothingTwice(lamp, [switched(true, 100)], on)).toHaveProperty(
      'refused.code',
      'lamp_broken',
    );
  });

  test('that changes something is found out', () => {
    expect(messageOf(() => changesNothingTwice(lamp, [], always, { now: 3 }))).toContain(
      'when it came twice',
    );
  });
});

describe('an assertion', () => {
  test('is a Bug where it does not hold', () => {
    expect(() => invariant(0, 'no units')).toThrow(new Bug('no units'));
    expect(() => invariant(1, 'units')).not.toThrow();
    // @ts-expect-error -- a stored word that the type of today does not know
    expect(() => never('new')).toThrow('not a known case: "new"');
  });
});
