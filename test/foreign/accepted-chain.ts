/** The chain of a log by our own rule, as the program in Java tells it. */
import type { Message } from '#kernel';
import type { Log } from '#ports';
import { Acceptance } from '#runtime';
import type { EventDecoder } from '#runtime';

export interface AcceptedChain {
  readonly partition: number;
  readonly term: number;
  readonly chain: number;
  readonly digest: string;
  readonly superseded: number;
}

export const acceptedChain = async (
  log: Log,
  partition: number,
  codec: EventDecoder<Message>,
): Promise<AcceptedChain> => {
  const acceptance = new Acceptance<Message>();
  for (let next = 0, end = 1; next < end;) {
    const read = await log.read(partition, next, { records: 1_000, bytes: 2 ** 22 });
    if (read.kind !== 'read') throw new Error(read.reason);
    for (const record of read.slice.records) acceptance.offer(record, codec.decodeEvent(record));
    ({ end } = read.slice);
    next = (read.slice.records.at(-1)?.offset ?? end - 1) + 1;
  }
  const { term, chain, digest } = acceptance.position;
  return { partition, term, chain, digest, superseded: acceptance.superseded };
};
