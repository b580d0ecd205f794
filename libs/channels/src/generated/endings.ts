/** What becomes of invented orders in the end, and of which share of them. */
export type OrderEnding =
  | 'delivered'
  | 'on-its-way'
  | 'lost'
  | 'sent-back'
  | 'returned'
  | 'cancelled'
  | 'line-cancelled'
  | 'never-wanted'
  | 'never-paid'
  | 'refused'
  | 'cancelled-too-late';

/** `roll` is from 0 up to 1. */
export const endingBy = (roll: number): OrderEnding => {
  const shares: readonly (readonly [OrderEnding, number])[] = [
    ['delivered', 0.75],
    ['returned', 0.055],
    ['on-its-way', 0.06],
    ['cancelled', 0.035],
    ['line-cancelled', 0.03],
    ['never-paid', 0.025],
    ['refused', 0.015],
    ['never-wanted', 0.01],
    ['lost', 0.007],
    ['sent-back', 0.007],
  ];
  let rest = roll;
  for (const [ending, share] of shares) {
    if (rest < share) return ending;
    rest -= share;
  }
  return 'cancelled-too-late';
};
