import { fateOf } from './refused-goods.js';

const unclear = { goods: 'not_found', isUnclear: true };

describe('what a refusal says of its units', () => {
  it.each(['not found', 'Not_Found', "can't find", 'OUT-OF-STOCK', ' short pick.', 'sold out'])(
    'they are not found: %s',
    (reason) => {
      expect(fateOf(reason, undefined)).toEqual({ goods: 'not_found', isUnclear: false });
    },
  );

  it.each(['damaged', 'Broken!', 'EXPIRED_GOODS'])('they are damaged: %s', (reason) => {
    expect(fateOf(reason, undefined)).toEqual({ goods: 'damaged', isUnclear: false });
  });

  it.each([
    'closed',
    'we are closed today',
    'no carrier today',
    'NO_CAPACITY',
    'no room',
    'too busy',
    'site is full',
    'wrong address',
    'old address',
    'no time',
    'no staff today',
    'over capacity',
    'duplicate order',
  ])('nothing, as it lies elsewhere: %s', (reason) => {
    expect(fateOf(reason, undefined)).toEqual({ goods: undefined, isUnclear: false });
  });

  it.each([
    '',
    '…',
    'no',
    'unknown',
    'wrong',
    'refused',
    'nicht gefunden',
    'the box is broken',
    'closed box was empty',
    'no stock room',
    'address label missing',
    'stolen',
    '停电',
    'constructor',
    'no time, all broken',
    'room'.repeat(200),
  ])('nothing that can be read: %s', (reason) => {
    expect(fateOf(reason, undefined)).toEqual(unclear);
  });

  it('as it says itself, whatever its reason is', () => {
    expect(fateOf('not found', 'sellable')).toEqual({ goods: undefined, isUnclear: false });
    expect(fateOf('closed', 'damaged')).toEqual({ goods: 'damaged', isUnclear: false });
    expect(fateOf('kaputt', 'not_found')).toEqual({ goods: 'not_found', isUnclear: false });
  });
});
