import { standstill } from '#runtime';
import type { Settling } from '#runtime';
import { serviceNames, settlingOf, verify } from '#services';
import type { Verification } from '#services';
import { print, printJson } from '../console.js';
import { mayMove, openToRead, readableTarget } from '../target.js';
import type { TargetOptions, OpenedTarget } from '../target.js';
import { showing } from '../progress.js';
import { tableText } from '../report/table.js';

/**
 * The last messages, a partition that changes hands, views stored late, and a place that a reader
 * has to store again are over within it.
 */
export const standstillMsMax = 40_000;
const never = new AbortController().signal;

/**
 * The logs as they stand, proved from offset 0; see `verify` of the services. Before that it waits
 * at most `waitMs` for everything to stand still: once it does, it goes on at once.
 */
export const verifyData = async (
  { ports }: Pick<OpenedTarget, 'ports'>,
  waitMs: number,
  settling: Settling = settlingOf(ports),
): Promise<Verification> => {
  const { logs, generations, clock } = ports;
  const waitingFor = async (again: () => Promise<void>): Promise<readonly string[]> =>
    (await standstill(settling, clock, waitMs, never, again)).waitingFor;
  return showing('verify', (onProgress) => verify({ logs, generations, waitingFor, onProgress }));
};

const counted = (verified: Verification): string =>
  tableText(
    ['log', 'records', 'accepted', 'superseded', 'terms', 'rejected', 'unchanged'],
    serviceNames.map((name) => {
      const { records, accepted, superseded, terms, rejected, unchanged } = verified.counts[name];
      return [name, records, accepted, superseded, terms, rejected, unchanged];
    }),
    1,
  );

/** For people; the last line is the verdict. */
export const printVerified = async (verified: Verification): Promise<void> => {
  const { orders, skus, documents, settled, waitingFor, violations, firstViolations } = verified;
  await print(counted(verified));
  await print(`${skus} stocked SKUs, ${documents} documents of views compared`);
  if (!settled) {
    await print(
      'not everything could be proved yet; invariants and views that wait were not checked:',
    );
    for (const each of waitingFor) await print(`waits for: ${each}`);
  }
  for (const violation of firstViolations) await print(`violation: ${violation}`);
  const proof = settled ? 'verified' : 'verified in part';
  await print(`${proof}: ${orders} orders, ${violations} violations`);
};

/** All was right as far as it was looked at, but not everything could be. */
const exitInPart = 3;

export const exitCodeOf = ({ violations, settled }: Verification): number => {
  if (violations > 0) return 1;
  return settled ? 0 : exitInPart;
};

/** `oms verify`: exit code 1 and the first violations if anything is off, 3 after half a proof. */
export const verifyCommand = async ({
  json,
  ...options
}: Omit<TargetOptions, 'api'> & { readonly json?: boolean }): Promise<number> => {
  const place = readableTarget(options);
  const opened = await openToRead(place);
  try {
    const verified = await verifyData(opened, (await mayMove(place)) ? standstillMsMax : 0);
    await (json === true ? printJson(verified) : printVerified(verified));
    return exitCodeOf(verified);
  } finally {
    await opened.close();
  }
};
