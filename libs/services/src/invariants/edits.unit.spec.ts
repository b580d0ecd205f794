import { given } from '#kernel';
import { order } from '#orders';
import type { OrderEvent, OrderState } from '#orders';
import { editInvariants } from './edits.js';

const key = 'H0VD-3KFX-FA0T-8V';
const placed: OrderEvent = {
  type: 'order.placed',
  data: {
    number: key,
    placedAt: '2026-01-05T09:00:00Z',
    claim: { tenant: 'acme', channel: 'web', channelRef: 'R-1', attempt: 0 },
    body: {
      currency: 'EUR',
      charges: [{ code: 'shipping', amount: 490 }],
      policy: { allOrNothing: false, onEmpty: 'exception', releaseOn: 'paid', timers: true },
      lines: [
        {
          line: '1',
          sku: 'A',
          node: 'main',
          quantity: '2',
          unit: 'each',
          unitPrice: '10',
          onShortage: 'backorder',
        },
      ],
    },
  },
};

const violations = (change: object): string[] => {
  const found: string[] = [];
  const state = { ...given(order, [placed]).state(), ...change } as OrderState;
  editInvariants(key, state, (text) => {
    found.push(text);
  });
  return found;
};

test('a total that is not what is agreed is told', () => {
  expect(violations({})).toEqual([]);
  expect(violations({ total: 2000 })).toEqual([
    `edit ${key}: the total is 2000, what is agreed comes to 2490`,
  ]);
});

test('and so are more units taken off a line than were ever ordered', () => {
  const { lines = [] } = given(order, [placed]).state() as { lines?: readonly object[] };
  const dropped = lines.map((line) => ({ ...line, dropped: 3_000_000 }));
  expect(violations({ lines: dropped, total: -510 })).toEqual([
    `edit ${key} line 1: 3 taken off, 2 ever ordered`,
  ]);
});
