import { moneyOf, paymentOf, secured, sumsFit } from '#orders';
import type { Payment } from '#orders';
import { orderOf, paymentsOf } from '../../test/money.js';
import type { Reported, About, Payments } from '../../test/money.js';

describe('what is open, captured and refunded', () => {
  it.each<[string, Reported, { open: number; captured: number; refunded: number }]>([
    ['nothing', {}, { open: 0, captured: 0, refunded: 0 }],
    ['an authorization', { authorized: 10 }, { open: 10, captured: 0, refunded: 0 }],
    [
      '70 and 20 captured, 10 voided',
      { authorized: 100, captured: 90, voided: 10 },
      { open: 0, captured: 90, refunded: 0 },
    ],
    [
      'captured above the authorization',
      { authorized: 10, captured: 15 },
      { open: 0, captured: 15, refunded: 0 },
    ],
    [
      'a capture taken back',
      { authorized: 5, captured: -5 },
      { open: 5, captured: -5, refunded: 0 },
    ],
    ['a void taken back', { authorized: 5, voided: -5 }, { open: 5, captured: 0, refunded: 0 }],
    ['refunded in part', { captured: 10, refunded: 4 }, { open: 0, captured: 10, refunded: 4 }],
    [
      'refunded whole',
      { authorized: 15, captured: 10, refunded: 10 },
      { open: 5, captured: 0, refunded: 0 },
    ],
    [
      'refunded above its captures',
      { captured: 10, refunded: 19 },
      { open: 0, captured: 0, refunded: 0 },
    ],
    ['refunded, never captured', { refunded: 10 }, { open: 0, captured: 0, refunded: 0 }],
    [
      'a refund taken back that never was',
      { captured: 5, refunded: -5 },
      { open: 0, captured: 5, refunded: 0 },
    ],
    [
      'expired',
      { authorized: 10, captured: 4, expiresAt: 1, expired: true },
      { open: 0, captured: 4, refunded: 0 },
    ],
    [
      'not expired yet',
      { authorized: 10, captured: 4, expiresAt: 1, expired: false },
      { open: 6, captured: 4, refunded: 0 },
    ],
  ])('of %s', (_, sums, expected) => {
    expect(moneyOf(orderOf({ payments: { a: sums } }))).toMatchObject(expected);
  });
});

describe('what is owed', () => {
  const paid = { a: { captured: 105 } };
  const five = { reserved: 5 };
  it.each<[string, About, number]>([
    ['all of it', { lines: [five, five], charge: 5 }, 105],
    ['less a cancelled line', { lines: [five, { cancelled: 5 }], charge: 5 }, 55],
    ['less cancelled units', { lines: [five, { cancelled: 1, shipped: 4 }], charge: 5 }, 95],
    ['less what came back', { lines: [five, { restocked: 2, quarantined: 1, scrapped: 2 }] }, 50],
    ['not less what is missing', { lines: [five, { missing: 5 }], charge: 5 }, 105],
    ['nothing where every unit is cancelled', { lines: [{ cancelled: 5 }], charge: 5 }, 0],
    ['the charges where every unit came back', { lines: [{ restocked: 5 }], charge: 5 }, 5],
    ['nothing below zero', { lines: [five], charge: -60 }, 0],
    [
      'less what was given away',
      { lines: [five, five], charge: 5, payments: { a: { captured: 105, refunded: 5 } } },
      100,
    ],
    [
      'not less twice for a line that was cancelled and refunded',
      {
        lines: [five, { cancelled: 5 }],
        charge: 5,
        payments: { a: { captured: 105, refunded: 50 } },
      },
      55,
    ],
    [
      'all of it where what was paid too much went back',
      { lines: [five, five], charge: 5, payments: { ...paid, b: { captured: 20, refunded: 15 } } },
      105,
    ],
    [
      'all of it where another payment was refunded whole',
      {
        lines: [five, five],
        charge: 5,
        payments: { ...paid, b: { captured: 105, refunded: 105 } },
      },
      105,
    ],
    [
      'all of it where its only payment was refunded whole',
      { lines: [five], payments: { a: { captured: 50, refunded: 50 } } },
      50,
    ],
  ])('%s', (_, about, owed) => {
    expect(moneyOf(orderOf(about)).owed).toBe(owed);
  });
});

describe('secured', () => {
  const ten = [{ reserved: 100 }];
  it.each<[string, About, boolean]>([
    ['not by a cent', { payments: { a: { captured: 1 } } }, false],
    ['not by a gift card alone', { payments: { card: { captured: 200 } } }, false],
    [
      'by a gift card and an authorization',
      { payments: { card: { captured: 200 }, a: { authorized: 800 } } },
      true,
    ],
    [
      'not where that was voided',
      { payments: { card: { captured: 200 }, a: { authorized: 800, voided: 800 } } },
      false,
    ],
    [
      'not where that has expired',
      {
        payments: { card: { captured: 200 }, a: { authorized: 800, expiresAt: 1, expired: true } },
      },
      false,
    ],
    ['not where it was only announced', { payments: { a: { pending: 1000 } } }, false],
    ['not where all was refunded', { payments: { a: { captured: 1000, refunded: 1000 } } }, false],
    ['not where a refund names no capture', { payments: { a: { refunded: 1000 } } }, false],
    [
      'after a refund that was given away',
      { payments: { a: { captured: 1000, refunded: 500 } } },
      true,
    ],
    [
      'within the tolerance',
      { payments: { a: { captured: 995 } }, policy: { paymentTolerance: 5 } },
      true,
    ],
    [
      'not below the tolerance',
      { payments: { a: { captured: 994 } }, policy: { paymentTolerance: 5 } },
      false,
    ],
    ['where nothing is owed', { charge: -1000 }, true],
    ['where less than nothing is owed', { charge: -1001 }, true],
  ])('%s', (_, about, expected) => {
    expect(secured(orderOf({ lines: ten, ...about }))).toBe(expected);
  });
});

describe('payment in one word', () => {
  it.each<[Payments, Payment]>([
    [{}, 'unknown'],
    [{ a: { pending: 5 } }, 'pending'],
    [{ a: { authorized: 50 } }, 'authorized'],
    [{ a: { authorized: 49 } }, 'partially_authorized'],
    [{ a: { authorized: 30 }, b: { authorized: 20 } }, 'authorized'],
    [{ a: { authorized: 50, voided: 50 } }, 'voided'],
    [{ a: { authorized: 50, voided: 20 } }, 'partially_authorized'],
    [{ a: { authorized: 50, expiresAt: 1, expired: true } }, 'voided'],
    [{ a: { authorized: 50, voided: 50 }, b: { pending: 5 } }, 'pending'],
    [{ a: { authorized: 50, voided: 50 }, b: { captured: 50 } }, 'captured'],
    [{ a: { captured: 1 } }, 'partially_captured'],
    [{ a: { authorized: 50, captured: 20 } }, 'partially_captured'],
    [{ a: { captured: 60 } }, 'captured'],
    [{ a: { authorized: 50, captured: 50, refunded: 2 } }, 'partially_refunded'],
    [{ a: { captured: 50, refunded: 50 } }, 'refunded'],
    [{ a: { captured: 50, refunded: 50 }, b: { captured: 1 } }, 'partially_captured'],
    [{ a: { captured: 50, refunded: 50 }, b: { captured: 50 } }, 'captured'],
    [{ a: { captured: 50, refunded: 50 }, b: { authorized: 50 } }, 'authorized'],
    [{ a: { refunded: 5 } }, 'refunded'],
    [{ a: { captured: 0 } }, 'pending'],
    [{ a: { captured: -5 } }, 'pending'],
    [{ a: { authorized: 0 } }, 'pending'],
    [{ a: { authorized: -5 } }, 'pending'],
    [{ a: { authorized: 0, voided: -5 } }, 'voided'],
    [{ a: { authorized: 50, captured: -5 } }, 'authorized'],
    [{ a: { captured: 5 }, b: { captured: -5 } }, 'pending'],
  ])('of 50 owed, %j is %s', (payments, status) => {
    expect(paymentOf(orderOf({ payments, lines: [{ reserved: 5 }] }))).toBe(status);
  });

  it.each<[number, Reported, Payment]>([
    [0, { captured: 0 }, 'captured'],
    [0, { authorized: 0 }, 'authorized'],
    [0, { authorized: 5, voided: 5 }, 'voided'],
    [0, { captured: -5 }, 'pending'],
    [-5, { captured: -5 }, 'captured'],
    [-5, { captured: -6 }, 'pending'],
  ])('of %i in all, %j is %s', (total, a, status) => {
    const lines = [{ reserved: 1 }];
    expect(paymentOf(orderOf({ payments: { a }, lines, charge: total - 10 }))).toBe(status);
  });

  it('is captured where what is left to pay is, and within the tolerance', () => {
    const payments = { a: { captured: 50 } };
    const half = orderOf({ payments, lines: [{ reserved: 5 }, { cancelled: 5 }] });
    const near = orderOf({ payments, lines: [{ reserved: 6 }], policy: { paymentTolerance: 10 } });
    expect([half, near].map(paymentOf)).toEqual(['captured', 'captured']);
  });
});

it('a sum that could not be counted without rounding does not fit', () => {
  const most = { status: 'captured', amount: 9_000_000_000_000 } as const;
  const known = { a: { captured: 2 ** 50 - 9_000_000_000_000 } };
  const fits = (payments: Payments, amount: number = most.amount): boolean =>
    sumsFit(paymentsOf(payments), { ...most, amount });
  expect(fits({})).toBe(true);
  expect(fits(known)).toBe(true);
  expect(fits(known, most.amount - 1)).toBe(true);
  expect(fits({ ...known, b: { captured: 1 } })).toBe(false);
  expect(fits({ ...known, b: { captured: -1 } })).toBe(false);
  expect(fits({ ...known, b: { refunded: 1 } })).toBe(true);
});
