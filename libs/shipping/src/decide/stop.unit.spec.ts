import { isRefusal } from '#kernel';
import {
  after,
  plan,
  cancel,
  units,
  news,
  left,
  hour,
  parcel,
  refusal,
  history,
  nothing,
} from '../../test/parcel.js';

describe('the order cancels', () => {
  it('a part of a shipment that is still here', () => {
    const partly = after(plan())
      .when(cancel([units('2')]))
      .then([
        {
          type: 'shipment.cancelled',
          data: { news: news({ lines: [units('3')] }), lines: [units('2')], reason: 'customer' },
        },
      ]);
    partly
      .when(cancel([units('9')]))
      .then([
        {
          type: 'shipment.cancelled',
          data: {
            news: news({ status: 'cancelled', lines: [] }),
            lines: [units('3')],
            reason: 'customer',
          },
        },
      ]);
  });

  it('too late: it has left', () => {
    after(plan(), left(1))
      .when(cancel([units('2')]))
      .then([
        {
          type: 'shipment.cancel-refused',
          data: {
            lines: [units('2')],
            reason: 'customer',
            news: news({
              status: 'dispatched',
              carrier: 'DHL',
              tracking: 'T-1',
              dispatchedAt: hour(1),
              parcels: [parcel(1)],
            }),
          },
        },
      ]);
  });

  it('units that the node has refused meanwhile: it told the order itself', () => {
    after(plan(), refusal()).when(cancel()).thenNothing();
    expect(history(plan(), refusal([units('4')]), cancel()).at(-1)).toMatchObject({
      type: 'shipment.cancelled',
      data: { lines: [units('1')] },
    });
    nothing().when(cancel()).thenRefused('shipment_not_found');
  });
});

describe('the node refuses', () => {
  it('units it names, then all that is left', () => {
    const partly = after(plan())
      .when(refusal([units('2')]))
      .then([
        {
          type: 'shipment.refused',
          data: { news: news({ lines: [units('3')] }), lines: [units('2')], reason: 'broken' },
        },
      ]);
    const whole = partly
      .when(refusal())
      .then([
        {
          type: 'shipment.refused',
          data: {
            news: news({ status: 'refused', lines: [] }),
            lines: [units('3')],
            reason: 'broken',
          },
        },
      ]);
    whole.when(refusal()).thenNothing();
    whole.when(refusal([units('3')])).thenNothing();
  });

  it.each([
    [[units('6')], 'quantity_exceeded', 'lines[0].quantity'],
    [[units('3'), units('3')], 'quantity_exceeded', 'lines[1].quantity'],
    [[units('1'), units('1', '7')], 'line_not_found', 'lines[1].line'],
    [[units('0')], 'quantity_not_positive', 'lines[0].quantity'],
    [[units('-1')], 'quantity_not_positive', 'lines[0].quantity'],
  ])('nothing where it errs: %j', (lines, code, field) => {
    const answered = after(plan()).when(refusal(lines)).answer();
    expect(isRefusal(answered) && answered.refused).toMatchObject({ code, field });
  });

  it('nothing that has left, was cancelled or is not planned', () => {
    after(plan(), left(1)).when(refusal()).thenRefused('shipment_already_dispatched');
    after(plan(), cancel()).when(refusal()).thenRefused('shipment_cancelled');
    nothing().when(refusal()).thenRefused('shipment_not_found');
    expect(after(plan(), cancel()).state().shipments[0]?.stopped).toBe('cancelled');
  });
});
