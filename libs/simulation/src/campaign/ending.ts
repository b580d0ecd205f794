import { channelCodec, isUndecodable } from '#contracts';
import { orderRow } from '#orders';
import type { OrderDocument, OrderRow } from '#orders';
import { ViewQueries } from '#runtime';
import type { Token } from '#runtime';
import { channelTopic, numberOf, verify } from '#services';
import type { World } from '../world.js';
import type { Answered } from './log-watch.js';
import type { Notebook } from './notebook.js';
import type { OnViolation } from './violations.js';
import type { Overseer } from './overseer.js';
import type { Act } from './drawing.js';
import type { Scenario } from './scenario.js';

interface Ended {
  readonly world: World;
  readonly scenario: Scenario;
  readonly overseer: Overseer;
  readonly notebook: Notebook;
  readonly violated: OnViolation;
}

/** Logs and views against each other and the invariants, from the bytes alone. */
export const checkStores = async (
  { world, violated }: Pick<Ended, 'world' | 'violated'>,
  waitingFor: readonly string[],
): Promise<void> => {
  const { generations } = world;
  const logs = (topic: string) => world.log(topic);
  const { firstViolations } = await verify({
    logs,
    generations,
    waitingFor: async () => waitingFor,
  });
  for (const text of firstViolations) violated('verify', text);
};

/** What must hold once everything has settled. */
export const checkEnding = async (ended: Ended): Promise<void> => {
  const { overseer, notebook } = ended;
  for (const act of notebook.acts) checkAct(ended, act);
  await checkChannel(ended);
  overseer.deliveries.compare();
  overseer.books.compare();
  checkInboxes(ended);
  await checkStores(ended, []);
};

const invariantOf = (effects: number): string => (effects === 0 ? 'delivered' : 'exactly-once');

/** Every posted command is answered exactly once, and its client's answer is the log's. */
const checkAct = ({ overseer, notebook, violated }: Ended, { id, message }: Act): void => {
  if (message.kind === 'published') return;
  const { tokens, answered } = notebook.entry(id);
  const {
    service,
    key,
    command: { type },
  } = message;
  const what = `${type} ${id} for ${key}`;
  if (tokens.length === 0) violated('answered', `${what} was never taken`);
  const effects = overseer.deliveries.effects(service, key, id);
  if (effects !== 1) violated(invariantOf(effects), `${what} took effect ${effects} times`);
  const writtenOf = ({ partition, offset }: Token): Answered | undefined =>
    overseer.watches[service][partition]?.answers[offset];
  for (const token of tokens) {
    if (writtenOf(token) === undefined) {
      violated('answered', `${what} at ${token.offset} has no answer in the log`);
    }
  }
  if (answered === undefined) {
    if (tokens.length > 0) violated('answered', `${what} was not answered to its client`);
    return;
  }
  const {
    token,
    answer: { outcome },
  } = answered;
  const written = writtenOf(token)?.kind ?? 'nothing';
  if (outcome !== written) {
    violated('answered', `${what} was ${outcome} to its client, ${written} in the log`);
  }
};

/** Every record of the channel reaches the orders once, readable or not. */
const checkChannel = async ({ world, scenario, overseer, violated }: Ended): Promise<void> => {
  const log = world.log(channelTopic);
  for (let partition = 0; partition < scenario.partitions; partition += 1) {
    const outcome = await log.read(partition, 0, { records: 1e6, bytes: 1e9 });
    if (outcome.kind !== 'read') continue;
    for (const record of outcome.slice.records) {
      const place = `${channelTopic}:${partition}:${record.offset}`;
      const read = channelCodec.decode(record);
      const effects = isUndecodable(read)
        ? overseer.deliveries.effects('orders', null, place)
        : overseer.deliveries.effects(
            'orders',
            numberOf(scenario.keys)({ ...read.claim, attempt: 0 }, read.placedAt),
            `${place}:0`,
          );
      if (effects !== 1) violated(invariantOf(effects), `${place} took effect ${effects} times`);
    }
  }
};

/** No inbox record without an answer. */
const checkInboxes = ({ world, overseer, violated }: Ended): void => {
  for (const [service, watches] of Object.entries(overseer.watches)) {
    for (const [partition, { answers }] of watches.entries()) {
      const end = world.log(`oms.${service}.inbox`).end(partition);
      if (answers.length !== end) {
        violated('answered', `${service}/${partition}: ${answers.length} of ${end} are answered`);
      }
    }
  }
};

const isOrder = (doc: object | undefined): doc is OrderDocument =>
  doc !== undefined && 'state' in doc && 'since' in doc;

/** The orders as a client would list them. */
export const rowsOf = async ({
  world,
  scenario,
  overseer,
}: Pick<Ended, 'world' | 'scenario' | 'overseer'>): Promise<readonly OrderRow[]> => {
  const clock = { now: () => world.time, wakeAt: async (): Promise<void> => undefined };
  const view = new ViewQueries('orders', scenario.partitions, world.generations, clock);
  const numbers = overseer.books.keysOf('orders').toSorted();
  const found = await Promise.all(numbers.map((number) => view.get('order', number)));
  return found.flatMap((doc) => {
    const row = isOrder(doc) ? orderRow(doc) : undefined;
    return row === undefined ? [] : [row];
  });
};
