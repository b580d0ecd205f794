import type { RecordPayment } from '#orders';
import { at, pick, start } from './drawing.js';
import type { Drawing, Subject } from './drawing.js';

const centsAPiece = 990;

const costOf = ({ body: { lines } }: Subject): number =>
  lines.reduce((sum, { quantity }) => sum + centsAPiece * Number(quantity), 0);

type Fact = Omit<RecordPayment['data'], 'claim'>;

/** When an authorization ends: before its order comes, while it is on its way, or never here. */
const drawEnd = (drawing: Drawing): { expiresAt?: string } => {
  const { chance, raceFree } = drawing;
  if (raceFree || !chance.chance(0.4)) return {};
  const afterMs = pick(chance, [-1_000, 400 + chance.below(12) * 400, 86_400_000]);
  if (afterMs > 0 && afterMs < 10_000) {
    drawing.lastDeadline = Math.max(drawing.lastDeadline, start + afterMs);
  }
  return { expiresAt: at(afterMs) };
};

/** Captured or authorized, whole or in parts, too little, too much, or not at all. */
const drawPaid = (drawing: Drawing, cost: number, name: string): readonly Fact[] => {
  const { chance } = drawing;
  const fact = (payment: string, status: Fact['status'], amount: number): Fact => ({
    id: `${status}-${payment}-${amount}`,
    payment: `${payment}-${name}`,
    status,
    amount,
  });
  const part = 1 + chance.below(cost - 1);
  switch (chance.below(9)) {
    case 0:
    case 1:
      return [];
    case 2:
      return [fact('a', 'captured', part), fact('b', 'captured', cost - part)];
    case 3:
      return [fact('a', 'captured', part)];
    case 4:
      return [
        fact('a', 'captured', part),
        { ...fact('b', 'authorized', cost), ...drawEnd(drawing) },
      ];
    case 5:
      return [{ ...fact('a', 'authorized', cost), ...drawEnd(drawing) }];
    case 6:
      return [fact('a', 'captured', cost), fact('b', 'captured', cost)];
    default:
      return [fact('a', 'captured', cost)];
  }
};

/**
 * What goes back: after goods have gone and cancels have come, where the end of a run must not hang
 * on the order. A cancel lowers what is owed, and what was paid may cover the rest until then.
 */
const drawBack = (drawing: Drawing, cost: number, name: string): readonly Fact[] => {
  const { chance } = drawing;
  const payment = `${pick(chance, ['a', 'b'])}-${name}`;
  const amount = pick(chance, [cost, 1 + chance.below(cost), 2 * cost]);
  switch (chance.below(6)) {
    case 0:
      return [{ id: `refund-${name}`, payment, status: 'refunded', amount }];
    case 1:
      return [{ id: `void-${name}`, payment, status: 'voided', amount }];
    default:
      return [];
  }
};

export const drawPayments = (drawing: Drawing, subject: Subject): void => {
  const { chance } = drawing;
  const { claim } = subject;
  const cost = costOf(subject);
  const name = `${subject.index}`;
  const reported = [
    ...drawPaid(drawing, cost, name).map((fact): [number, Fact] => [1, fact]),
    ...drawBack(drawing, cost, name).map((fact): [number, Fact] => [4, fact]),
  ];
  for (const [phase, fact] of reported) {
    if (chance.chance(0.3)) subject.publish(phase, 'order.record-payment', fact);
    else subject.post(phase, { type: 'order.record-payment', data: { ...fact, claim } });
    if (!drawing.raceFree && chance.chance(0.15)) {
      subject.post(phase, {
        type: 'order.correct-payment',
        data: { claim, corrects: fact.id, reason: 'of another order' },
      });
    }
    if (chance.chance(0.2)) {
      subject.post(phase, { type: 'order.record-payment', data: { ...fact, claim } });
    }
  }
};
