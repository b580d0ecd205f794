/** The invariants of a campaign can fail: a build that lacks a rule is found within a few seeds. */
import * as tampering from '../../test/tampering.js';
import * as inputs from '../../test/tampering-inputs.js';
import { runCampaign } from './campaign.js';
import type { Violation } from './violations.js';
import type { Tampering } from './deployment.js';

const seedsMax = 40;
const testMsMax = 180_000;

/**
 * The first breach of the invariants that are to find it. A seed may show another one first: a
 * broken build often comes to no rest before its books are looked at.
 */
const found = async (
  broken: Tampering,
  invariants: readonly string[],
): Promise<Violation | undefined> => {
  for (let seed = 1; seed <= seedsMax; seed += 1) {
    const {
      violations: [violation],
    } = await runCampaign(seed, { tampering: broken });
    if (violation !== undefined && invariants.includes(violation.invariant)) return violation;
  }
  return undefined;
};

test.each<[string, Tampering, readonly string[]]>([
  [
    'readers that know no terms',
    tampering.noTermRule,
    ['view-not-ahead', 'view-history', 'no-halt', 'verify'],
  ],
  [
    'a writer that does not see where its append came to',
    tampering.noOffsetCheck,
    ['deposed-writer', 'no-halt'],
  ],
  ['a writer that forgets command ids', tampering.noCommandIds, ['exactly-once']],
  [
    'a store that forgets how far inputs were answered',
    tampering.volatilePlaces,
    ['exactly-once', 'in-order'],
  ],
  [
    'places from what was published, not from the log',
    inputs.publishedPlaces,
    ['exactly-once', 'in-order', 'delivered', 'no-halt'],
  ],
  ['notes that are too high', inputs.highNotes, ['delivered', 'verify', 'no-halt']],
  ['notes that are too low', inputs.lowNotes, ['verify']],
  [
    'two partitions that answer the same message',
    inputs.bothPartitions,
    ['delivered', 'verify', 'no-halt'],
  ],
  [
    'an answer to what was superseded',
    inputs.supersededHeard,
    ['delivered', 'verify', 'no-halt', 'in-order'],
  ],
  [
    'an answer to what concerns nobody',
    inputs.everythingConcerns,
    ['delivered', 'verify', 'no-halt'],
  ],
  ['an inbox that is answered behind its neighbours', inputs.lateInbox, ['inbox-first']],
  [
    'a view that checks no cursor',
    tampering.noCursorCheck,
    ['view-history', 'verify', 'no-stale-view', 'read-your-writes'],
  ],
  ['a view that answers before it is filled', tampering.hastyPointer, ['views-whole']],
  ['a view that loses answers', tampering.noAnswers, ['read-your-writes']],
  ['a term of the wrong level', tampering.wrongLevel, ['level']],
  ['timers that nobody answers', tampering.deafTimers, ['settles']],
  ['a ledger that oversells', tampering.overselling, ['invariant', 'no-halt']],
  ['decisions that hang on troubles', tampering.nervous, ['same-rows', 'settles']],
])(
  '%s is found',
  async (_name, broken, invariants) => {
    const violation = await found(broken, invariants);
    expect(invariants).toContain(violation?.invariant);
  },
  testMsMax,
);
