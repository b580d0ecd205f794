import { decimal } from '#kernel';
import type { Reservation, StockState } from '#inventory';

type Root = StockState['root'];

/**
 * Units that wait for a count cannot be sold, and each is of a line whose node did not find it;
 * those that have left, or that a count has judged, wait for none.
 */
export const notFoundInvariants = (
  key: string,
  { missing, unavailable, counts }: Root,
  held: readonly Reservation[],
  violated: (text: string) => void,
): void => {
  const say = (text: string): void => violated(`stock ${key}: ${text}`);
  if (missing < 0 || missing > unavailable) {
    say(`${decimal(missing)} were not found, of ${decimal(unavailable)} unavailable`);
  }
  let reported = 0;
  for (const { notFound, reserved } of held) {
    if (notFound === undefined) continue;
    if (notFound.counts === counts) reported += notFound.missing;
    if (notFound.missing < 0 || notFound.left < 0 || notFound.doubtful < 0) {
      say('more units of a line were found than were not');
    }
    if (notFound.doubtful > reserved) say('a line holds less than may not be there');
  }
  if (missing > reported) {
    say(`${decimal(missing)} wait for a count, nodes did not find ${decimal(reported)}`);
  }
};
