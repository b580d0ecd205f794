import { isRefusal } from '#kernel';
import { order, orderProjections, toldBy } from '#orders';
import type { OrderCommand, OrderEvent, OrderState, TimelineDocument } from '#orders';
import { claim, number, payment, place } from '../../test/orders.js';

type Reported = readonly [tenant: string, command: OrderCommand];
interface Teller {
  readonly event: OrderEvent;
  readonly tenant: string;
}

/** What these messages recorded, each in its tenant's name; a refusal records nothing. */
const recorded = (reported: readonly Reported[]): readonly Teller[] => {
  let state: OrderState = order.initial;
  return reported.flatMap(([tenant, command]) => {
    const answer = order.decide(command, state, { now: 0, key: number, tenant });
    if (isRefusal(answer)) return [];
    state = answer.reduce((now, event) => order.evolve(now, event), state);
    return answer.map((event) => ({ event, tenant }));
  });
};
const after = (reported: readonly Reported[]): OrderState =>
  recorded(reported).reduce((state, { event }) => order.evolve(state, event), order.initial);

const own = claim.tenant;
const paid = payment('captured', 2_000, 'pi_1');
const cancelled: OrderCommand = { type: 'order.cancel', data: { reason: 'not mine' } };
const placed = place();

describe('what is told of a number before its order comes', () => {
  it('pays only an order of the tenant that told it', () => {
    expect(
      after([
        [own, paid],
        [own, placed],
      ]).payments,
    ).toEqual({ P: { captured: 2_000 } });
    expect(
      after([
        ['other', paid],
        [own, placed],
      ]).payments,
    ).toEqual({});
  });

  it('cancels only an order of the tenant that told it', () => {
    expect(
      after([
        [own, cancelled],
        [own, placed],
      ]).stage,
    ).toBe('cancelled');
    expect(
      after([
        ['other', cancelled],
        [own, placed],
      ]).stage,
    ).not.toBe('cancelled');
  });

  it('is not taken for a repeat of what another tenant told', () => {
    const { payments, kept } = after([
      ['other', paid],
      [own, paid],
      [own, placed],
    ]);
    expect([payments, kept]).toEqual([{ P: { captured: 2_000 } }, []]);
    expect(
      recorded([
        [own, paid],
        [own, paid],
      ]),
    ).toHaveLength(1);
  });

  it('counts once, whether it is told again by number or by reference', () => {
    const claimed: OrderCommand = { ...paid, data: { ...paid.data, claim } };
    for (const reported of [
      [paid, claimed, paid],
      [claimed, paid],
      [paid, paid, claimed],
    ]) {
      const { payments } = after([
        ...reported.map((command): Reported => [own, command]),
        [own, placed],
        [own, paid],
      ]);
      expect(payments).toEqual({ P: { captured: 2_000 } });
    }
  });

  it('stands against another with its id, whoever claims the number: that is a conflict', () => {
    const other = payment('captured', 1_900, 'pi_1');
    const claimed: OrderCommand = { ...other, data: { ...other.data, claim } };
    const early = after([[own, paid]]);
    for (const tenant of [own, undefined]) {
      const moment = { now: 0, key: number, ...(tenant !== undefined && { tenant }) };
      expect(order.decide(claimed, early, moment)).toMatchObject({
        refused: { code: 'id_conflict' },
      });
    }
    expect(
      after([
        [own, paid],
        [own, claimed],
        [own, placed],
      ]).payments,
    ).toEqual({ P: { captured: 2_000 } });
    // What strangers told of the number conflicts with nobody.
    expect(
      after([
        ['other', paid],
        [own, claimed],
        [own, placed],
      ]).payments,
    ).toEqual({ P: { captured: 1_900 } });
  });

  it('takes no number away from whoever names its order by its reference', () => {
    const claimed: OrderCommand = { ...paid, data: { ...paid.data, claim } };
    const state = after([
      ['other', cancelled],
      [own, claimed],
    ]);
    expect(state).toMatchObject({ claim: { tenant: own }, early: [], kept: [] });
    expect(order.decide(paid, state, { now: 0, key: number, tenant: 'other' })).toMatchObject({
      refused: { code: 'order_not_found' },
    });
  });
});

describe('the timeline of a number', () => {
  const { timeline } = orderProjections;
  const timelineOf = (reported: readonly Reported[]): TimelineDocument | undefined =>
    recorded(reported).reduce<TimelineDocument | undefined>(
      (doc, { event, tenant }, at) =>
        timeline.evolve(doc, {
          event,
          key: number,
          tenant,
          id: `e${at}`,
          chain: at,
          index: 0,
          version: at + 1,
          at,
        }),
      undefined,
    );
  const seen = (reported: readonly Reported[], tenant: string): readonly string[] => {
    const doc = timelineOf(reported);
    return doc === undefined ? [] : toldBy(doc, tenant).map(({ type }) => type);
  };

  it('shows each tenant what it told itself, and the whole to the owner of the order', () => {
    const early: readonly Reported[] = [
      ['other', paid],
      [own, cancelled],
    ];
    expect([seen(early, 'other'), seen(early, own)]).toEqual([['fact.kept'], ['fact.kept']]);
    const all = [...early, [own, placed]] as const;
    expect(seen(all, 'other')).toEqual([]);
    expect(seen(all, own)).toContain('order.cancelled');
    expect(seen(all, own).filter((type) => type === 'fact.kept')).toHaveLength(1);
  });
});
