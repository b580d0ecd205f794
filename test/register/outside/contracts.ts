/** Messages of gift wrapping; the key is the OMS number. */
import type { GiftCommand, GiftEvent } from '#gifts';
import { z } from 'zod';
import { message } from '../catalogue/entry.js';
import type { Unlike } from '../catalogue/entry.js';
import { count, prose } from '../catalogue/forms.js';
import type { Proven } from '../catalogue/proof.js';
import { serviceCodec } from '../service-codec.js';
import type { LevelledCodec, Vocabulary } from '../service-codec.js';

const commands = {
  'gift.request': message('An order was placed.', z.strictObject({ lines: count })),
  'gift.wrap': message('An order was accepted.', z.strictObject({})),
  'gift.drop': message('An order was cancelled.', z.strictObject({ reason: prose })),
};
const events = {
  'gift.requested': message('Wrapping was asked for.', z.strictObject({ lines: count })),
  'gift.wrapped': message('Each line has its card.', z.strictObject({ cards: count })),
  'gift.dropped': message('Nobody gets it any more.', z.strictObject({ reason: prose })),
};

export const gifts: Vocabulary = { service: 'gifts', keyed: 'number', commands, events };

export const giftsCodec: Proven<
  LevelledCodec<GiftCommand, GiftEvent>,
  [Unlike<typeof commands, GiftCommand>, Unlike<typeof events, GiftEvent>]
> = serviceCodec(gifts);
