/** Whether the logs keep what clients were told: nothing acknowledged is lost, nothing doubled. */
import { firstOf, tokenOf } from './acceptance.js';
import type { Answer } from './acceptance.js';
import { answersByOffset } from './answers.js';
import type { Acknowledged, Ledger } from './ledger.js';
import { placeText } from './record.js';
import type { ReadLog, ReadRecord } from './record.js';
import type { ServicePartition } from './service-logs.js';
import { violationsOf } from './violation.js';
import type { Violation } from './violation.js';

export const checkPromises = (
  all: readonly ServicePartition[],
  channels: readonly ReadLog[],
  ledger: Ledger,
): readonly Violation[] => {
  const told = new Told(all);
  return [
    ...violationsOf(
      'lost',
      ledger.acknowledged.flatMap((each) => told.brokenOf(each) ?? []),
    ),
    ...checkPlaced(all, ledger),
    ...checkDecided(all),
    ...checkForwarded(all, channels, ledger),
  ];
};

class Told {
  readonly #of = new Map<
    string,
    { readonly at: ServicePartition; readonly answers: ReadonlyMap<number, readonly Answer[]> }
  >();

  constructor(all: readonly ServicePartition[]) {
    for (const at of all) {
      this.#of.set(`${at.service}.${at.partition}`, { at, answers: answersByOffset(at) });
    }
  }

  /** In words what of an acknowledged request does not stand in the logs. */
  brokenOf({ kind, id, key, token, told }: Acknowledged): string | undefined {
    const { service, partition, offset } = tokenOf(token);
    const found = this.#of.get(`${service}.${partition}`);
    if (found === undefined) return `${kind} ${id}: there is no ${service}/${partition}`;
    const { inbox } = found.at;
    // An inbox keeps all offsets from 0 on: nobody deletes, and nobody writes in transactions.
    const record = inbox.records[offset];
    if (record?.offset !== offset || record.key !== key) {
      return `${kind} ${id}: ${placeText(inbox, offset)} is ${record?.key}, expected ${key}`;
    }
    if (told === undefined) return undefined;
    const answered = typesOf(found.answers, offset);
    if (answered.join() === told.join()) return undefined;
    return `${kind} ${id} (${token}) was told ${told.join()}, the log says ${answered.join()}`;
  }
}

/** What answers it; of a repeat, what answered it the first time. */
const typesOf = (
  answers: ReadonlyMap<number, readonly Answer[]>,
  offset: number,
): readonly string[] => {
  const records = answers.get(offset)?.[0]?.records ?? [];
  const [only] = records;
  const first = records.length === 1 && only !== undefined ? firstOf(only) : undefined;
  if (first !== undefined && first < offset) return typesOf(answers, first);
  return records.map(({ headers }) => (headers['ce_type'] ?? '').replace(/^oms\./, ''));
};

const ordersOf = (all: readonly ServicePartition[]): readonly ReadRecord[] =>
  all
    .filter(({ service }) => service === 'orders')
    .flatMap(({ accepted }) => accepted.answers.flatMap(({ records }) => records));

interface Placed {
  readonly claim: { readonly channel: string; readonly channelRef: string };
}

/** Each order that was acknowledged is placed, and no reference is placed twice. */
const checkPlaced = (
  all: readonly ServicePartition[],
  { acknowledged, published }: Ledger,
): readonly Violation[] => {
  const times = new Map<string, number>();
  for (const { headers, data } of ordersOf(all)) {
    if (headers['ce_type'] !== 'oms.order.placed') continue;
    const { channelRef } = (data as Placed).claim;
    times.set(channelRef, (times.get(channelRef) ?? 0) + 1);
  }
  const wanted = [
    ...acknowledged.filter(({ kind }) => kind === 'order' || kind === 'probe'),
    ...published,
  ].map(({ id }) => id);
  const twice = [...times].filter(([, count]) => count > 1);
  return [
    ...violationsOf(
      'lost',
      wanted.filter((id) => !times.has(id)).map((id) => `order ${id} is not placed`),
    ),
    ...violationsOf(
      'doubled',
      twice.map(([id, count]) => `order ${id} is placed ${count} times`),
    ),
  ];
};

const decisions = new Set(
  ['accepted', 'rejected', 'cancelled', 'expired'].map((end) => `oms.order.${end}`),
);

/** Each order that is placed is answered by the stock, or has ended. */
const checkDecided = (all: readonly ServicePartition[]): readonly Violation[] => {
  const waiting = new Set<string>();
  for (const { key, headers } of ordersOf(all)) {
    const type = headers['ce_type'] ?? '';
    if (type === 'oms.order.placed') waiting.add(key ?? '');
    else if (decisions.has(type)) waiting.delete(key ?? '');
  }
  return violationsOf(
    'unanswered',
    Array.from(waiting, (key) => `order ${key} is placed and neither accepted nor rejected`),
  );
};

/** Each record on the topic of the channels, also one that nobody can read, is in an inbox. */
const checkForwarded = (
  all: readonly ServicePartition[],
  channels: readonly ReadLog[],
  { published }: Ledger,
): readonly Violation[] => {
  const ids = new Set<string>();
  for (const { service, inbox } of all) {
    if (service !== 'orders') continue;
    for (const { headers } of inbox.records) {
      const place = /^[^:]+:\d+:\d+/.exec(headers['ce_id'] ?? '')?.[0];
      if (place !== undefined) ids.add(place);
    }
  }
  const missing = channels.flatMap((log) =>
    log.records
      .filter(({ offset }) => !ids.has(`${log.topic}:${log.partition}:${offset}`))
      .map(({ offset }) => `${placeText(log, offset)} is in no inbox`),
  );
  const gone = published.filter(
    ({ partition, offset }) =>
      channels.find((each) => each.partition === partition)?.records[offset]?.offset !== offset,
  );
  return violationsOf('lost', [
    ...missing,
    ...gone.map(({ id }) => `order ${id} was published and does not stand on its topic`),
  ]);
};
