import { rejectedIndex } from '#runtime';
import type { Answer } from '#runtime';
import { orderReactions } from '#orders';
import { finalAnswer } from './collision.js';
import { goesOn } from './onward.js';
import { numberOf } from './number-of.js';
import { keysOf, Shop } from '../test/shop.js';

const never = new AbortController().signal;
// Few enough numbers that some of a handful of references meet, enough for all of them.
const bits = 4;

const finalOf = async (shop: Shop, answer: Answer | undefined): Promise<Answer | undefined> => {
  if (answer === undefined) throw new Error('no answer');
  return shop.wait(finalAnswer(shop.backend, answer, 10_000, never));
};

test('a message that goes on chooses the epoch of its key by the same time as before', () => {
  const key = Uint8Array.from({ length: 32 }, (_, at) => 31 - at);
  const { epochs } = keysOf();
  const renewed = { epochs: [...epochs, { from: Date.parse('2026-02-01T00:00:00Z'), key }] };
  const claim = {
    tenant: 't',
    channel: 'c',
    channelRef: 'r',
    attempt: 0,
    placedAt: '2026-01-05T10:00:00Z',
  };
  const message = { type: 'order.cancel' as const, data: { claim, reason: 'customer' } };
  const numbers = [keysOf(), renewed].map(
    (keys) =>
      orderReactions(numberOf(keys)).orders({
        event: { type: 'number.collided', data: { claim, message } },
        key: 'k',
        tenant: 't',
        id: '0:inbox:0:0:0',
        chain: 0,
        index: 0,
        version: 0,
        at: 0,
      })[0]?.key,
  );
  expect(numbers[0]).toBe(numbers[1]);
});

describe('a number that another reference has', () => {
  test('leads from the answer there to the one under the number where the order ends', async () => {
    const shop = new Shop({ bits });
    const numbers = new Set<string>();
    for (const reference of ['R-1', 'R-2', 'R-3', 'R-4']) {
      const { token } = await shop.place(reference);
      const last = await finalOf(shop, await shop.answer(token));
      expect(last).toMatchObject({ outcome: 'accepted', types: ['order.placed'] });
      const number = last?.number ?? '';
      expect(numbers.has(number)).toBe(false);
      numbers.add(number);
      expect(await shop.backend.views.orders.get('order', number)).toMatchObject({
        state: { claim: { channelRef: reference } },
      });
    }
    await shop.stop();
  });

  test('says of another body that it conflicts, as any number does', async () => {
    const shop = new Shop({ bits });
    await shop.place('R-1');
    const references = ['R-2', 'R-3', 'R-4'];
    for (const reference of references) await shop.place(reference);
    expect(await shop.settle()).toEqual([]);
    for (const reference of references) {
      const { token } = await shop.place(reference, 'A', '9', `again-${reference}`);
      expect(await finalOf(shop, await shop.answer(token))).toMatchObject({
        types: ['order.place-conflicted', 'exception.raised'],
      });
      const same = await shop.place(reference, 'A', '2', `same-${reference}`);
      expect(await finalOf(shop, await shop.answer(same.token))).toMatchObject({
        outcome: 'unchanged',
        code: 'no-change',
      });
    }
    await shop.stop();
  });

  test('is the one to which the intake posts, whatever the message', () => {
    const claim = { tenant: 't', channel: 'c', channelRef: 'r', attempt: 3 };
    const message = { type: 'order.cancel' as const, data: { claim, reason: 'customer' } };
    const event = { type: 'number.collided' as const, data: { claim, message } };
    const to = goesOn(event);
    const number = numberOf(keysOf());
    const [posting] = orderReactions(number).orders({
      event,
      key: 'k',
      tenant: 't',
      id: '0:inbox:0:0:0',
      chain: 0,
      index: 0,
      version: 0,
      at: 0,
    });
    expect(posting?.key).toBe(to && number(to.claim, to.placedAt));
    expect(goesOn({ type: 'order.accepted', data: {} })).toBeUndefined();
  });
});

test('a reference that finds no number is refused once, with the reason', async () => {
  const shop = new Shop({ bits: 1 });
  const outcomes: (string | undefined)[] = [];
  for (const reference of ['R-1', 'R-2', 'R-3', 'R-4']) {
    const { token } = await shop.place(reference);
    const last = await finalOf(shop, await shop.answer(token));
    outcomes.push(last?.code ?? last?.outcome);
    expect(await shop.settle()).toEqual([]);
  }
  expect(outcomes.filter((each) => each === 'accepted')).toHaveLength(2);
  expect(outcomes.filter((each) => each === 'numbers_exhausted')).toHaveLength(2);
  expect(
    await shop.backend.views.orders.list({
      index: rejectedIndex('default'),
      limit: 9,
      descending: true,
    }),
  ).toHaveLength(2);
  await shop.stop();
});

test('an answer that did not go on is the last; one that is late is none', async () => {
  const shop = new Shop();
  const answer: Answer = { outcome: 'accepted', tenant: 't', key: 'k' };
  expect(await finalOf(shop, answer)).toBe(answer);
  const claim = { tenant: 't', channel: 'c', channelRef: 'r', attempt: 1 };
  const lost: Answer = {
    outcome: 'collided',
    tenant: 't',
    key: 'k',
    goesOn: { event: '0:9:0', to: { claim } },
  };
  expect(await finalOf(shop, lost)).toBeUndefined();
  await shop.stop();
});
