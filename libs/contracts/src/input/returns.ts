import { z } from 'zod';
import type { RecordReturn, CorrectReturn } from '#orders';
import { constrained } from '../catalogue/constraints.js';
import { anyTime, node, id, prose } from '../catalogue/forms.js';
import { lineQuantities, disposition } from '../catalogue/unit-parts.js';
import { once } from './actions.js';

const returned = {
  id: once,
  lines: lineQuantities,
  disposition: disposition.default('restocked'),
  at: anyTime
    .optional()
    .describe('when they came back: goods that left later are not booked; absent: when it is told'),
  node: node.optional().describe('where they came back; absent: to the node of their line'),
};

/** Units that came back. */
export const returnFact = z.strictObject(returned).meta({ id: 'ReturnFact' });

interface Said {
  readonly lines?: object | undefined;
  readonly corrects?: string | undefined;
  readonly reason?: string | undefined;
}

/** Units that came back, or a return that was told by mistake. */
export const returnInput = constrained(
  z.strictObject({
    ...returned,
    lines: lineQuantities.optional(),
    corrects: id.optional().describe('the id of a return that never was; give a reason'),
    reason: prose.optional(),
  }),
  {
    name: 'returnOrCorrection',
    expected: 'either lines that came back, or the return that this corrects and a reason',
    breach: ({ lines, corrects, reason }: Said): readonly string[] => {
      if ((lines === undefined) === (corrects === undefined)) return ['lines'];
      return corrects !== undefined && reason === undefined ? ['reason'] : [];
    },
  },
).meta({ id: 'ReturnInput' });

export type ReturnInput = z.output<typeof returnInput>;

export const toRecordReturn = (
  { id: given, at, node: place, ...rest }: z.output<typeof returnFact>,
  fallbackId: string,
): RecordReturn => ({
  type: 'order.record-return',
  data: {
    id: given ?? fallbackId,
    ...rest,
    ...(at !== undefined && { at }),
    ...(place !== undefined && { node: place }),
  },
});

export const toReturn = (
  { corrects, reason, lines, ...rest }: ReturnInput,
  fallbackId: string,
): RecordReturn | CorrectReturn =>
  corrects === undefined
    ? toRecordReturn({ ...rest, lines: lines ?? [] }, fallbackId)
    : { type: 'order.correct-return', data: { corrects, reason: reason ?? '' } };
