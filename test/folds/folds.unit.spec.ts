/**
 * A stored state is only as good as the fold that made it: whoever changes what a fold makes of
 * the same events raises its version, so that stores are made again. `npm run folds` writes the
 * new digests of a fold that was raised, and records histories of events that none has yet.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames } from '#services';
import { vocabularies } from '../../libs/contracts/src/services.js';
import { folder, historiesOf, recorded } from './histories.js';
import { digestsOf, foldsOf } from './states.js';
import type { Digests } from './states.js';

interface Known {
  readonly version: string;
  readonly digests: Digests;
}

/** Of each fold its version and what it made of the histories. */
interface Golden {
  readonly folds: Readonly<Record<string, Known>>;
  /** Events that no history has, since the simulation never made them. */
  readonly without: readonly string[];
}

const file = join(folder, 'folds.json');
const golden = (): Golden =>
  existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Golden)
    : { folds: {}, without: [] };

/** Stands outside of any aggregate. */
const outside = new Set(['number.collided']);
const eventTypes = vocabularies
  .flatMap(({ events }) => Object.keys(events))
  .filter((type) => !outside.has(type));

const uncovered = (): readonly string[] => {
  const has = new Set(
    serviceNames.flatMap((service) =>
      [...historiesOf(service).values()].flat().map(({ event }) => event.type),
    ),
  );
  return eventTypes.filter((type) => !has.has(type)).toSorted();
};

/** What does not fit, in words; empty where all is well. */
const complaints = ({ folds }: Golden): readonly string[] =>
  serviceNames.flatMap((service) => {
    const histories = historiesOf(service);
    return foldsOf(service).flatMap((fold): readonly string[] => {
      const known = folds[fold.name];
      if (known === undefined) return [`${fold.name} is new: run npm run folds`];
      if (known.version !== fold.version) {
        return [`${fold.name} was raised to ${fold.version}: run npm run folds`];
      }
      const now = digestsOf(fold, histories);
      const other = Object.keys(known.digests).filter((name) => known.digests[name] !== now[name]);
      return other.length === 0
        ? []
        : [
            `${fold.name} ${fold.version} makes something else of the same events (${other[0]}): ` +
              `raise the fold (${fold.raisedAt}), then run npm run folds`,
          ];
    });
  });

const write = async (): Promise<void> => {
  const before = golden();
  const changed = complaints(before).filter((text) => text.includes('raise the fold'));
  if (changed.length > 0) throw new Error(changed.join('\n'));
  // What the simulation did not make the last time is not looked for again: take it off the list.
  const known = uncovered().filter((type) => before.without.includes(type));
  const fresh = uncovered().filter((type) => !known.includes(type));
  const without = [...known, ...(await recorded(fresh))].toSorted();
  const folds = Object.fromEntries(
    serviceNames.flatMap((service) => {
      const histories = historiesOf(service);
      return foldsOf(service).map((fold): [string, Known] => [
        fold.name,
        { version: fold.version, digests: digestsOf(fold, histories) },
      ]);
    }),
  );
  writeFileSync(file, `${JSON.stringify({ folds, without }, null, 2)}\n`);
};

if (process.env['FOLDS'] === 'write') beforeAll(write, 600_000);

test('each fold makes the same of the same events, or its version was raised', () => {
  expect(complaints(golden())).toEqual([]);
});

test('each event is in a history, or known to be in none (else: npm run folds)', () => {
  expect(uncovered().filter((type) => !golden().without.includes(type))).toEqual([]);
});
