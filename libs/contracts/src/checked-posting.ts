import type { Message, Posting } from '#kernel';
import { isUndecodable } from './body.js';
import type { InboxEnvelope, Undecodable } from './envelope.js';
import type { LevelledCodec } from './service-codec.js';

/**
 * A posting as its inbox will read it: for edges, so that nothing is recorded that an inbox would
 * refuse for its form; names are brought into their one spelling.
 */
export const checkedPosting = <C extends Message, E extends Message>(
  codec: LevelledCodec<C, E>,
  posting: Posting<C>,
  { id, from }: Pick<InboxEnvelope<C>, 'id' | 'from'>,
): Posting<C> | Undecodable => {
  const command = codec.spelt(posting.command);
  const record = codec.encodeCommand({ ...posting, command, id, from });
  // Other headers, as a codec reads no record again that it has written itself.
  const headers = { ...record.headers };
  const read = codec.decodeCommand({ ...record, headers, offset: 0, time: 0 });
  return isUndecodable(read) ? read : { ...posting, command: read.command };
};
