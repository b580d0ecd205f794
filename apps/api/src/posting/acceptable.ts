import { problem } from '#http';
import type { Message, Posting } from '#kernel';
import { checkedPosting, isUndecodable } from '#contracts';
import type { LevelledCodec } from '#contracts';
import { complaintOf } from '../refusals/complaint.js';

const edge = '/oms/api';

/**
 * A posting as its inbox will read it: what would be refused there for its form is refused here,
 * with the field, and nothing is recorded; names are brought into their one spelling. `fieldIn`
 * says where a field of the message stands in the input.
 */
export const acceptable = <C extends Message, E extends Message>(
  codec: LevelledCodec<C, E>,
  posting: Posting<C>,
  id: string,
  fieldIn: (field: string) => string = (field) => field,
): Posting<C> => {
  const read = checkedPosting(codec, posting, { id, from: edge });
  if (!isUndecodable(read)) return read;
  const { code, detail, field } = read.error;
  if (field === undefined) throw problem('schema_invalid', detail);
  throw problem('schema_invalid', `${fieldIn(field)}: ${detail}`, {
    errors: [complaintOf(fieldIn(field), detail)],
    members: code === 'schema_invalid' ? {} : { reason: code },
  });
};
