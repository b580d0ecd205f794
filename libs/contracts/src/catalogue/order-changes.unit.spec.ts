import { wholePartsReplaced } from './order-changes.js';

describe('an edit of the first version', () => {
  it('replaced an address whole: what it does not say is taken away', () => {
    expect(
      wholePartsReplaced({
        version: 1,
        changes: { customer: { id: 'c' }, shipTo: { street: 'New 2' }, notes: 'ring' },
      }),
    ).toEqual({
      version: 1,
      changes: {
        customer: { id: 'c', name: null, email: null, phone: null },
        shipTo: {
          street: 'New 2',
          name: null,
          company: null,
          address2: null,
          city: null,
          region: null,
          postalCode: null,
          country: null,
          phone: null,
        },
        notes: 'ring',
      },
    });
  });

  it('that spoke of none stays as it is', () => {
    const data = { version: 1, changes: { lines: [{ line: '1', remove: true }] } };
    expect(wholePartsReplaced(data)).toEqual(data);
  });
});
