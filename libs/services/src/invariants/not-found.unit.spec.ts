import { stock } from '#inventory';
import type { ReservationRequest, StockCommand, StockState } from '#inventory';
import { isRefusal } from '#kernel';
import { stockInvariants } from './stock.js';

const order = 'H0VD-3KFX-FA0T-8V';
const reported = (over: Partial<ReservationRequest>): ReservationRequest => ({
  order,
  line: '1',
  request: 1,
  asked: '3',
  released: '0',
  issued: '0',
  onShortage: 'backorder',
  ...over,
});

/** Ten on the shelf, three of them not found by their node. */
const ledger = (): StockState => {
  const commands: readonly StockCommand[] = [
    { type: 'stock.receive', data: { receipts: [{ id: 'r', quantity: '10' }] } },
    { type: 'stock.reserve', data: reported({}) },
    { type: 'stock.release', data: reported({ request: 2, released: '3', goods: 'not_found' }) },
  ];
  return commands.reduce((state, command) => {
    const answered = stock.decide(command, state, { now: 0, key: 'acme/main/CUP' });
    if (isRefusal(answered)) throw new Error(answered.refused.detail);
    return answered.reduce((now, event) => stock.evolve(now, event), state);
  }, stock.initial);
};

const violations = (root: Partial<StockState['root']>): readonly string[] => {
  const found: string[] = [];
  const state = ledger();
  stockInvariants('acme/main/CUP', { ...state, root: { ...state.root, ...root } }, (text) => {
    found.push(text);
  });
  return found;
};

const unit = 1_000_000;

it('units that wait for a count are those that nodes did not find', () => {
  expect(violations({})).toEqual([]);
});

it('they are unavailable, each of them', () => {
  expect(violations({ unavailable: unit, available: 9 * unit })).toEqual([
    'stock acme/main/CUP: 3 were not found, of 1 unavailable',
  ]);
});

it('a count leaves none', () => {
  expect(violations({ counts: 1 })).toEqual([
    'stock acme/main/CUP: 3 wait for a count, nodes did not find 0',
  ]);
});

it('they are as many as nodes did not find, or fewer: some may be written off', () => {
  expect(violations({ missing: unit })).toEqual([]);
  expect(violations({ missing: 4 * unit, unavailable: 4 * unit, available: 6 * unit })).toEqual([
    'stock acme/main/CUP: 4 wait for a count, nodes did not find 3',
  ]);
});
