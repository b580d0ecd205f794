import type { DispatchFact, ScanFact } from '#orders';
import type { Drawing, Subject } from './drawing.js';
import { at, pick } from './drawing.js';

const words = [
  'label_created',
  'in_transit',
  'out_for_delivery',
  'delivered',
  'lost',
  'returned_to_sender',
  'unknown',
] as const;

/** Parts of an order, each a parcel: by shipment or by lines alone, some under one number. */
const drawParts = (drawing: Drawing, subject: Subject): void => {
  const { chance } = drawing;
  const { index, claim, number, body } = subject;
  for (let part = 0; part < 3; part += 1) {
    if (!chance.chance(0.6)) continue;
    const { line } = pick(chance, [body.lines[0] ?? { line: '1' }, ...body.lines]);
    const named = { lines: [{ line, quantity: `${1 + chance.below(2)}` }] };
    const shipment = `${number}-S${1 + chance.below(2)}`;
    const scope = chance.chance(0.5) ? named : { shipment, ...named };
    const fact: DispatchFact = {
      kind: 'dispatch',
      id: `p-${index}-${part}`,
      at: at(2_000 + part * 300),
      carrier: 'UPS',
      tracking: chance.chance(0.3) ? `P-${index}` : `P-${index}-${part}`,
    };
    const times = chance.chance(0.3) ? 2 : 1;
    for (let reported = 0; reported < times; reported += 1) {
      subject.post(
        2,
        { type: 'order.record-dispatch', data: { claim, scope, fact } },
        subject.near(),
      );
    }
  }
};

const drawScans = (drawing: Drawing, subject: Subject): void => {
  const { chance } = drawing;
  const { index, claim } = subject;
  for (let scan = 0; scan < 4; scan += 1) {
    if (!chance.chance(0.5)) continue;
    const status = pick(chance, words);
    const which = pick(chance, [
      { tracking: `P-${index}` },
      { tracking: `P-${index}-${chance.below(3)}` },
      { parcel: `p-${index}-${chance.below(3)}` },
    ]);
    const fact: ScanFact = {
      kind: 'scan',
      id: `ps-${index}-${scan}`,
      at: at(2_100 + scan * 200),
      status,
      ...which,
      ...(status === 'unknown' && { raw: 'DRONE' }),
    };
    subject.post(2, { type: 'order.record-scan', data: { claim, scope: {}, fact } });
  }
};

/** A dispatch that never happened, a number mended, and one of these taken back. */
const drawCorrections = (drawing: Drawing, subject: Subject): void => {
  const { chance } = drawing;
  const { index, claim } = subject;
  const about = { at: at(4_000), corrects: `p-${index}-${chance.below(3)}`, reason: 'mistyped' };
  if (chance.chance(0.4)) {
    const fact: ScanFact = { kind: 'scan', id: `pc-${index}`, status: 'label_created', ...about };
    subject.post(2, { type: 'order.record-scan', data: { claim, scope: {}, fact } });
  }
  if (chance.chance(0.4)) {
    const fact: DispatchFact = {
      kind: 'dispatch',
      id: `pm-${index}`,
      tracking: `P-${index}`,
      ...about,
    };
    subject.post(2, { type: 'order.record-dispatch', data: { claim, scope: {}, fact } });
  }
  if (chance.chance(0.2)) {
    const fact: ScanFact = {
      kind: 'scan',
      id: `pb-${index}`,
      status: 'in_transit',
      ...about,
      corrects: `pc-${index}`,
    };
    subject.post(2, { type: 'order.record-scan', data: { claim, scope: {}, fact } });
  }
};

/** Several parcels of one order, scans of them by number, and what was booked wrongly of them. */
export const drawParcels = (drawing: Drawing, subject: Subject): void => {
  if (drawing.raceFree || !drawing.chance.chance(0.4)) return;
  drawParts(drawing, subject);
  drawScans(drawing, subject);
  drawCorrections(drawing, subject);
};
