import { isUndecodable } from '#contracts';
import type { LevelledCodec } from '#contracts';
import type { Message, NumberKeys } from '#kernel';
import { serviceModules } from '#services';
import type { Backend, PostOutcome } from '#services';
import { Messages } from './messages.js';
import type { Drawn } from './messages.js';

export interface FuzzOptions {
  readonly seed: number;
  readonly messages: number;
  readonly keys: NumberKeys;
  /** Told now and then how many are through. */
  readonly onProgress?: (done: number) => void;
}

export interface FuzzResult {
  /** Messages that an edge takes, and such as it refuses. */
  readonly posted: number;
  readonly refused: number;
  /** Partitions that halted, with why, and posts that never went in. */
  readonly problems: readonly string[];
}

const together = 100;
const patienceMs = 60_000;
const never = new AbortController().signal;

/**
 * Puts drawn messages through the edge's validation into a backend, and waits until all that
 * follows from them has settled, or a partition halts.
 */
export const fuzz = async (
  backend: Backend,
  { seed, messages, keys, onProgress }: FuzzOptions,
): Promise<FuzzResult> => {
  const source = new Messages(keys, seed);
  const problems: string[] = [];
  let [posted, refused] = [0, 0];
  for (let done = 0; done < messages && problems.length === 0; done += together) {
    const drawn = Array.from({ length: Math.min(together, messages - done) }, () => source.next());
    const outcomes = await Promise.all(drawn.map((each) => post(backend, each)));
    for (const [at, outcome] of outcomes.entries()) {
      if (outcome === 'refused') refused += 1;
      else if (outcome.kind === 'posted') posted += 1;
      else problems.push(`${drawn[at]?.type ?? ''} was not posted: ${outcome.kind}`);
    }
    problems.push(...(await halted(backend)));
    onProgress?.(done + drawn.length);
  }
  if (problems.length === 0) {
    const { settled, waitingFor } = await backend.settled([], patienceMs, never);
    if (!settled) problems.push(...waitingFor);
    problems.push(...(await halted(backend)));
  }
  return { posted, refused, problems };
};

const halted = async (backend: Backend): Promise<readonly string[]> =>
  (await backend.status())
    .filter(({ state }) => state === 'halted')
    .map(({ name, role, partition, reason }) => `${role} ${name}/${partition}: ${reason ?? ''}`);

/** As an edge does: what the inbox would not read is refused, and nothing is kept. */
const post = async (backend: Backend, drawn: Drawn): Promise<PostOutcome | 'refused'> => {
  const module = serviceModules.find(({ name }) => name === drawn.service);
  if (module === undefined) throw new Error(`no service ${drawn.service}`);
  const command = module.open(({ codec }) => read(codec, drawn));
  if (command === undefined) return 'refused';
  const { key, tenant, number, id } = drawn;
  const about = number === undefined ? { key, tenant } : { key, tenant, number };
  return backend.post(module.name, { ...about, command: command as never }, id);
};

/** The command as the inbox would read it. */
const read = <C extends Message, E extends Message>(
  codec: LevelledCodec<C, E>,
  { key, tenant, number, id, type, data }: Drawn,
): C | undefined => {
  const about = number === undefined ? { key, tenant } : { key, tenant, number };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the codec says what it is
  const command = { type, data } as C;
  const record = codec.encodeCommand({ ...about, id, from: '/oms/fuzz', command });
  // Other headers, as a codec reads no record again that it has written itself.
  const headers = { ...record.headers };
  const found = codec.decodeCommand({ ...record, headers, offset: 0, time: 0 });
  return isUndecodable(found) ? undefined : found.command;
};
