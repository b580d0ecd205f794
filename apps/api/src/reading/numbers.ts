import type { PipeTransform } from '@nestjs/common';
import { readableNumber } from '#contracts';
import { problem, shown } from '#http';
import { childOf, parseChild, parseNumber } from '#kernel';
import type { OmsNumber } from '#kernel';

/** Reads as freely as people write it. No storage is read for a number that cannot be one. */
const readNumber = (text: string): OmsNumber => {
  const { number, error } = parseNumber(text);
  if (number !== undefined) return number;
  const field = { field: 'number', expected: readableNumber, got: shown(text) };
  throw error === 'number_check_failed'
    ? problem(error, 'no OMS number was ever issued like this: its check characters are wrong', {
        errors: [{ ...field, expected: `${readableNumber} with right check characters` }],
      })
    : problem('number_malformed', `expected ${readableNumber}`, { errors: [field] });
};

export class NumberPipe implements PipeTransform<string, OmsNumber> {
  transform(text: string): OmsNumber {
    return readNumber(text);
  }
}

export interface ShipmentName {
  readonly number: OmsNumber;
  readonly shipment: string;
}

const ordinalSuffix = /[\s\u2000-\u2015\u2212-]*[A-Z][0-9OIL]+\s*$/i;

/** `N-S1`, as freely as a number. */
export class ShipmentPipe implements PipeTransform<string, ShipmentName> {
  transform(text: string): ShipmentName {
    const child = parseChild(text);
    if (child?.kind === 'S') {
      const { number, ordinal } = child;
      return { number, shipment: childOf(number, 'S', ordinal) };
    }
    const { error } = parseNumber(text.replace(ordinalSuffix, ''));
    const expected = 'a shipment of an order: XXXX-XXXX-XXXX-CC-S1';
    const code = error === 'number_check_failed' ? error : 'number_malformed';
    throw problem(code, `expected ${expected}`, {
      errors: [{ field: 'id', expected, got: shown(text) }],
    });
  }
}
