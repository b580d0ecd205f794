/** Whether each record of each inbox has exactly one answer that counts. */
import { answeredBy, commandOf, versionOf } from './acceptance.js';
import type { Answer } from './acceptance.js';
import { placeText } from './record.js';
import type { ReadRecord } from './record.js';
import type { ServicePartition } from './service-logs.js';
import { violationsOf } from './violation.js';
import type { Violation } from './violation.js';

/** By the offset of what they answer. */
export const answersByOffset = ({
  accepted,
}: ServicePartition): ReadonlyMap<number, readonly Answer[]> => {
  const found = new Map<number, Answer[]>();
  for (const answer of accepted.answers) {
    for (let at = answer.from; at <= answer.cause; at += 1) {
      const known = found.get(at);
      if (known === undefined) found.set(at, [answer]);
      else known.push(answer);
    }
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

function* supersededOffsets({ accepted }: ServicePartition): Iterable<number> {
  for (const record of accepted.superseded) {
    const [from, to] = answeredBy(record) ?? [0, -1];
    for (let at = from; at <= to; at += 1) yield at;
  }
}

const missingAnswers = (each: ServicePartition): readonly Violation[] => {
  const answers = answersByOffset(each);
  const late = new Set(supersededOffsets(each));
  return each.inbox.records
    .filter(({ offset }) => !answers.has(offset))
    .map(({ offset, headers }) => ({
      check: late.has(offset) ? 'superseded' : 'unanswered',
      text: `${placeText(each.inbox, offset)} ${headers['ce_type']} ${headers['ce_id']}`,
    }));
};

const answeredTwice = (each: ServicePartition): readonly Violation[] => {
  const twice = [...answersByOffset(each)].filter(([, answers]) => answers.length > 1);
  return violationsOf(
    'doubled',
    twice.map(([offset, { length }]) => `${placeText(each.inbox, offset)}: ${length} answers`),
  );
};

const changesNothing = new Set(['oms.log.unchanged', 'oms.log.rejected', 'oms.log.dismissed']);

/** A command changes something once, however often it was sent. */
const changedTwice = (each: ServicePartition): readonly Violation[] => {
  const changes = new Map<string, number[]>();
  for (const { records, cause } of each.accepted.answers) {
    const [first] = records;
    const command = first === undefined ? undefined : commandOf(first);
    if (first === undefined || command === undefined) continue;
    if (records.every(({ headers }) => changesNothing.has(headers['ce_type'] ?? ''))) continue;
    const name = `${first.key} ${command}`;
    changes.set(name, [...(changes.get(name) ?? []), cause]);
  }
  return violationsOf(
    'doubled',
    [...changes]
      .filter(([, causes]) => causes.length > 1)
      .map(([name, causes]) => `${each.events.topic}/${each.partition} ${name}: ${causes.join()}`),
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
