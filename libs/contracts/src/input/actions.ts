import { z } from 'zod';
import type { CancelOrder } from '#orders';
import { id, prose, quantity, code, line, linesMax } from '../catalogue/forms.js';
import { uniqueLines } from '../catalogue/unit-parts.js';

export const once = id.optional().describe('makes a repeat harmless: the same id is recorded once');

export const cancelInput = z
  .strictObject({
    id: once,
    reason: prose,
    lines: uniqueLines(z.strictObject({ line, quantity: quantity.optional() }))
      .optional()
      .describe('absent: everything; a line without quantity: all of it'),
  })
  .meta({ id: 'CancelInput' });

export const holdInput = z
  .strictObject({ hold: code.describe('its type; each is released on its own'), reason: prose })
  .meta({ id: 'HoldInput' });

export const releaseHoldInput = z.strictObject({ hold: code }).meta({ id: 'ReleaseHoldInput' });

export const exceptionInput = z
  .strictObject({ exception: code.describe('its type'), line: line.optional(), reason: prose })
  .meta({ id: 'ExceptionInput' });

/** The channel's `raise-exception`. */
export const raiseInput = z.strictObject({
  id: id.optional().describe('counted once; absent: this exception is raised once for ever'),
  ...exceptionInput.shape,
});

export const reserveAgainInput = z
  .strictObject({
    lines: z
      .array(line)
      .max(linesMax, { error: `expected at most ${linesMax} lines` })
      .optional()
      .describe('absent: every line'),
  })
  .meta({ id: 'ReserveAgainInput' });

export type CancelInput = z.output<typeof cancelInput>;

/** `fallbackId` stands in where the caller gave none, here and below. */
export const toCancelOrder = (
  { id: given, ...rest }: CancelInput,
  fallbackId: string,
): CancelOrder => ({ type: 'order.cancel', data: { id: given ?? fallbackId, ...rest } });
