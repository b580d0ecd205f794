/** Whether each record of each inbox has exactly one answer that counts. */
import { answeredBy, commandOf, versionOf } from './acceptance.js';
import type { Answer } from './acceptance.js';
import { placeText } from './record.js';
import type { ReadRecord } from './record.js';
import type { ServicePartition } from './service-logs.js';
import { violationsOf } from './violation.js';
import type { Violation } from './violation.js';

/** Of the inbox, by the offset of what they answer. */
export const answersByOffset = ({
  accepted,
}: ServicePartition): ReadonlyMap<number, readonly Answer[]> => {
  const found = new Map<number, Answer[]>();
  for (const answer of accepted.answers) {
    if (answer.input !== 'inbox') continue;
    const known = found.get(answer.offset);
    if (known === undefined) found.set(answer.offset, [answer]);
    else known.push(answer);
  }
  return found;
};

export const checkAnswers = (all: readonly ServicePartition[]): readonly Violation[] =>
  all.flatMap((each) => [
    ...missingAnswers(each),
    ...answeredTwice(each),
    ...changedTwice(each),
    ...versionGaps(each),
  ]);

const supersededOffsets = ({ accepted }: ServicePartition): ReadonlySet<number> =>
  new Set(
    accepted.superseded.flatMap((record) => {
      const { input, offset } = answeredBy(record) ?? {};
      return input === 'inbox' && offset !== undefined ? [offset] : [];
    }),
  );

const missingAnswers = (each: ServicePartition): readonly Violation[] => {
  const answers = answersByOffset(each);
  const late = supersededOffsets(each);
  return each.inbox.records
    .filter(({ offset }) => !answers.has(offset))
    .map(({ offset, headers }) => ({
      check: late.has(offset) ? 'superseded' : 'unanswered',
      text: `${placeText(each.inbox, offset)} ${headers['ce_type']} ${headers['ce_id']}`,
    }));
};

/** A message of an inbox, or one that follows from a neighbour's event, is answered once. */
const answeredTwice = ({ events, accepted }: ServicePartition): readonly Violation[] => {
  const times = new Map<string, number>();
  for (const { input, offset, k } of accepted.answers) {
    if (input === 'log') continue;
    const cause = `${input}:${offset}:${k}`;
    times.set(cause, (times.get(cause) ?? 0) + 1);
  }
  return violationsOf(
    'doubled',
    [...times]
      .filter(([, count]) => count > 1)
      .map(([cause, count]) => `${events.topic}/${events.partition}: ${count} answers to ${cause}`),
  );
};

const changesNothing = new Set(['oms.log.unchanged', 'oms.log.rejected', 'oms.log.dismissed']);

/** A command changes something once, however often it was sent. */
const changedTwice = (each: ServicePartition): readonly Violation[] => {
  const changes = new Map<string, number[]>();
  for (const { records, chain } of each.accepted.answers) {
    const [first] = records;
    const command = first === undefined ? undefined : commandOf(first);
    if (first === undefined || command === undefined) continue;
    if (records.every(({ headers }) => changesNothing.has(headers['ce_type'] ?? ''))) continue;
    const name = `${first.key} ${command}`;
    changes.set(name, [...(changes.get(name) ?? []), chain]);
  }
  return violationsOf(
    'doubled',
    [...changes]
      .filter(([, answers]) => answers.length > 1)
      .map(
        ([name, answers]) => `${each.events.topic}/${each.partition} ${name}: ${answers.join()}`,
      ),
  );
};

/** Facts of one aggregate count 1, 2, 3, …: a missing one was lost, a repeated one was doubled. */
const versionGaps = (each: ServicePartition): readonly Violation[] => {
  const versions = new Map<string, number>();
  const gapAt = (record: ReadRecord): Violation | undefined => {
    const version = versionOf(record);
    if (version === 0) return undefined;
    const name = record.key ?? '';
    const known = versions.get(name) ?? 0;
    versions.set(name, version);
    if (version === known + 1) return undefined;
    const text = `${placeText(each.events, record.offset)} ${name}: ${version} after ${known}`;
    return { check: version > known ? 'lost' : 'doubled', text };
  };
  return each.accepted.answers.flatMap(({ records }) =>
    records.flatMap((record) => gapAt(record) ?? []),
  );
};
