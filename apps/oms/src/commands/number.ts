import { createInterface } from 'node:readline';
import {
  childOf,
  instant,
  isInstant,
  issueNumber,
  numberForm,
  parseChild,
  parseNumber,
} from '#kernel';
import type { ChildKind } from '#kernel';
import { numberKeyOf } from '../data-directory.js';
import { print, printJson, UsageError } from '../console.js';
import { givenName } from '../named.js';

export interface IssueOptions {
  readonly tenant: string;
  readonly channel: string;
  readonly ref: string;
  readonly placedAt?: string;
  readonly data?: string;
  readonly json?: boolean;
}

/** `oms number issue`: the number of a channel's order, without asking anybody. */
export const issue = async ({ placedAt, data, json, ...given }: IssueOptions): Promise<void> => {
  const tenant = givenName('--tenant', 'tenant', given.tenant);
  const channel = givenName('--channel', 'channel', given.channel);
  const channelRef = givenName('--ref', 'channelRef', given.ref);
  if (placedAt !== undefined && !isInstant(placedAt)) {
    throw new UsageError(
      `--placed-at takes a time such as 2026-01-31T12:00:00Z, not '${placedAt}'`,
    );
  }
  const keys = await numberKeyOf(data);
  if (keys.epochs.length > 1 && placedAt === undefined) {
    throw new UsageError('with OMS_NUMBER_KEYS give --placed-at: the time chooses the key');
  }
  const at = placedAt === undefined ? undefined : instant(placedAt);
  const omsNumber = issueNumber(keys, { tenant, channel, channelRef }, 0, at);
  await (json === true ? printJson({ omsNumber, tenant, channel, channelRef }) : print(omsNumber));
};

/** The contract of `--json`; a child (shipment, return, production order) tells its number. */
interface Checked {
  readonly input: string;
  readonly valid: boolean;
  readonly omsNumber?: string;
  readonly suggestion?: string;
}

const childNames: Readonly<Record<ChildKind, string>> = {
  S: 'shipment',
  R: 'return',
  P: 'production order',
};

/** What people read beside it. */
interface CheckedInWords {
  readonly checked: Checked;
  readonly words: string;
}

const found = (checked: Checked, words: string): CheckedInWords => ({ checked, words });

/** A child whose number may be wrong: what stands before its ending. */
const childEnding = /[\s-]+[SRP]\d{1,6}$/i;

const checkOne = (input: string): CheckedInWords => {
  const { number } = parseNumber(input);
  if (number !== undefined) {
    return found({ input, valid: true, omsNumber: number }, `${number}  ok`);
  }
  const child = parseChild(input);
  if (child !== undefined) {
    const { number: omsNumber, kind, ordinal } = child;
    const name = childOf(omsNumber, kind, ordinal);
    const what = `${childNames[kind]} ${ordinal} of ${omsNumber}`;
    return found({ input, valid: true, omsNumber }, `${name}  ok, ${what}`);
  }
  const parsed = parseNumber(input.replace(childEnding, ''));
  const shown = input === '' ? '(empty)' : input;
  if (parsed.error !== 'number_check_failed') {
    return found({ input, valid: false }, `${shown}  wrong: expected ${numberForm}`);
  }
  const wrong = `${shown}  wrong: the check characters do not fit`;
  const { suggestion } = parsed;
  return suggestion === undefined
    ? found({ input, valid: false }, wrong)
    : found({ input, valid: false, suggestion }, `${wrong}, a guess: ${suggestion}`);
};

const nothingGiven = 'nothing to check: give numbers as arguments, or one a line on standard input';

async function* inputsOf(numbers: readonly string[]): AsyncGenerator<string> {
  yield* numbers;
  // A person at a terminal is told at once rather than waited for.
  if (numbers.length > 0 || process.stdin.isTTY) return;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() !== '') yield line.trim();
  }
}

/** `oms number check`: exit code 1 if any is wrong. A suggestion is arithmetic and may be wrong. */
export const check = async (
  numbers: readonly string[],
  { json }: { readonly json?: boolean },
): Promise<number> => {
  let checked = 0;
  let wrong = 0;
  for await (const input of inputsOf(numbers)) {
    const one = checkOne(input);
    checked += 1;
    if (!one.checked.valid) wrong += 1;
    await (json === true ? printJson(one.checked) : print(one.words));
  }
  if (checked === 0) throw new UsageError(nothingGiven);
  return wrong > 0 ? 1 : 0;
};
