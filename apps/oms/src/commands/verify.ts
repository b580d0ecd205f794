import { settledNow, standstill } from '#runtime';
import type { Settling } from '#runtime';
import { serviceNames, settlingOf, verify } from '#services';
import type { Verification } from '#services';
import { print, printJson } from '../console.js';
import { mayMove, openToRead, readablePlace } from '../place.js';
import type { PlaceOptions, PlaceToRead } from '../place.js';
import { showing } from '../progress.js';
import { tableText } from '../report/table.js';

/** The last messages, a partition that changes hands, and views stored late are over within it. */
export const standstillMsMax = 20_000;
const never = new AbortController().signal;

/**
 * The logs as they stand, proved from offset 0; see `verify` of the services. Before that it waits
 * at most `waitMs` for everything to stand still.
 */
export const verifyData = async (
  { ports }: Pick<PlaceToRead, 'ports'>, waitMs: number, settling: Settling = settlingOf(ports),
): Promise<Verification> => {
  const { logs, generations, clock } = ports;
  await standstill(settling, clock, waitMs, never);
  const waitingFor = async (): Promise<readonly string[]> =>
    (await settledNow(settling)).waitingFor;
  return showing('verify', (onProgress) => verify({ logs, generations, waitingFor, onProgress }));
};

const counted = (verified: Verification): string => tableText(
  ['log', 'records', 'accepted', 'superseded', 'terms', 'rejected', 'noted'],
  serviceNames.map((name) => {
    const { records, accepted, superseded, terms, rejected, noted } = verified.counts[name];
    return [name, records, accepted, superseded, terms, rejected, noted];
  }),
  1,
);

/** For people; the last line is the verdict. */
export const printVerified = async (verified: Verification): Promise<void> => {
  const { orders, skus, documents, settled, waitingFor, offences, firstOffences } = verified;
  await print(counted(verified));
  await print(`${skus} stocked SKUs, ${documents} documents of views compared`);
  if (!settled) {
    await print('messages are still on their way: the laws between services wait for them');
    for (const each of waitingFor) await print(`waits for: ${each}`);
  }
  for (const offence of firstOffences) await print(`offence: ${offence}`);
  await print(`verified: ${orders} orders, ${offences} offences`);
};

/** `oms verify`: exit code 1 and the first offences if anything is off. */
export const verifyCommand = async (
  { json, ...options }: Omit<PlaceOptions, 'api'> & { readonly json?: boolean },
): Promise<number> => {
  const place = readablePlace(options);
  const opened = await openToRead(place);
  try {
    const verified = await verifyData(opened, await mayMove(place) ? standstillMsMax : 0);
    await (json === true ? printJson(verified) : printVerified(verified));
    return verified.offences === 0 ? 0 : 1;
  } finally {
    await opened.close();
  }
};
