import { createInterface } from 'node:readline';
import { issueNumber, parseNumber } from '#kernel';
import { numberKeyOf } from '../data-directory.js';
import { note, print, printJson, UsageError } from '../console.js';

export interface IssueOptions {
  readonly tenant: string; readonly channel: string; readonly ref: string;
  readonly data?: string; readonly json?: boolean;
}

/** `oms number issue`: the number of a channel's order, without asking anybody. */
export const issue = async ({ tenant, channel, ref, data, json }: IssueOptions): Promise<void> => {
  for (const [name, value] of Object.entries({ tenant, channel, ref })) {
    if (value === '') throw new UsageError(`--${name} must not be empty`);
  }
  const keys = await numberKeyOf(data);
  const omsNumber = issueNumber(keys, { tenant, channel, channelRef: ref });
  await (json === true
    ? printJson({ omsNumber, tenant, channel, channelRef: ref }) : print(omsNumber));
};

interface Checked {
  readonly input: string; readonly valid: boolean;
  readonly omsNumber?: string; readonly suggestion?: string;
}

const checkOne = (input: string): Checked => {
  const parsed = parseNumber(input);
  if ('number' in parsed && parsed.number !== undefined) {
    return { input, valid: true, omsNumber: parsed.number };
  }
  const { suggestion } = parsed;
  return { input, valid: false, ...(suggestion === undefined ? {} : { suggestion }) };
};

const inWords = ({ input, valid, omsNumber, suggestion }: Checked): string => {
  if (valid) return `${omsNumber}  ok`;
  return `${input}  wrong${suggestion === undefined ? '' : `, a guess: ${suggestion}`}`;
};

/** `oms number check`: exit code 1 if any is wrong. A suggestion is arithmetic and may be wrong. */
export const check = async (
  numbers: readonly string[], { json }: { readonly json?: boolean },
): Promise<number> => {
  let wrong = 0;
  const tell = async (input: string): Promise<void> => {
    const checked = checkOne(input);
    if (!checked.valid) wrong += 1;
    await (json === true ? printJson(checked) : print(inWords(checked)));
  };
  for (const input of numbers) await tell(input);
  if (numbers.length === 0) {
    if (process.stdin.isTTY) note('one number a line; Ctrl-D ends');
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
      if (line.trim() !== '') await tell(line.trim());
    }
  }
  return wrong > 0 ? 1 : 0;
};
