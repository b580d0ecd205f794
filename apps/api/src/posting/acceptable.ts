import { problem } from '#http';
import type { Message, Posting } from '#kernel';
import { isUndecodable } from '#contracts';
import type { LevelledCodec } from '#contracts';
import { complaintOf } from './complaint.js';

const edge = '/oms/api';

/**
 * A posting as its inbox will read it: what would be refused there for its form is refused here,
 * with the field, and nothing is recorded; names are brought into their one spelling. `fieldIn`
 * says where a field of the message stands in the input.
 */
export const acceptable = <C extends Message, E extends Message>(
  codec: LevelledCodec<C, E>, posting: Posting<C>, id: string,
  fieldIn: (field: string) => string = (field) => field,
): Posting<C> => {
  const command = codec.spelt(posting.command);
  const record = codec.encodeCommand({ ...posting, command, id, from: edge });
  // Other headers, as a codec reads no record again that it has written itself.
  const headers = { ...record.headers };
  const read = codec.decodeCommand({ ...record, headers, offset: 0, time: 0 });
  if (!isUndecodable(read)) return { ...posting, command: read.command };
  const { code, detail, field } = read.error;
  if (field === undefined) throw problem('schema_invalid', detail);
  throw problem('schema_invalid', `${fieldIn(field)}: ${detail}`, {
    errors: [complaintOf(fieldIn(field), detail)],
    members: code === 'schema_invalid' ? {} : { reason: code },
  });
};
