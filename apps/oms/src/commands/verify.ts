import { settledNow } from '#runtime';
import type { Settling } from '#runtime';
import { serviceNames, settlingOf, verify } from '#services';
import type { Verification } from '#services';
import { print, printJson } from '../console.js';
import { openToRead, readablePlace } from '../place.js';
import type { PlaceOptions, PlaceToRead } from '../place.js';
import { showing } from '../progress.js';
import { tableText } from '../report/table.js';

/** The logs as they stand, proved from offset 0; see `verify` of the services. */
export const verifyData = async (
  { ports }: Pick<PlaceToRead, 'ports'>, settling: Settling = settlingOf(ports),
): Promise<Verification> => {
  const { logs, generations } = ports;
  const { settled } = await settledNow(settling);
  return showing('verify', (onProgress) => verify({ logs, generations, settled, onProgress }));
};

export const counted = (verified: Verification): string => tableText(
  ['log', 'records', 'accepted', 'superseded', 'terms', 'rejected', 'noted'],
  serviceNames.map((name) => {
    const { records, accepted, superseded, terms, rejected, noted } = verified.counts[name];
    return [name, records, accepted, superseded, terms, rejected, noted];
  }),
  1,
);

export const verdict = ({ orders, offences }: Verification): string =>
  `verified: ${orders} orders, ${offences} offences`;

/** `oms verify`: exit code 1 and the first offences if anything is off. */
export const verifyCommand = async (
  { json, ...options }: Omit<PlaceOptions, 'api'> & { readonly json?: boolean },
): Promise<number> => {
  const opened = await openToRead(readablePlace(options));
  try {
    const verified = await verifyData(opened);
    if (json === true) {
      await printJson(verified);
    } else {
      await print(counted(verified));
      const { skus, documents, settled } = verified;
      await print(`${skus} stocked SKUs, ${documents} documents of views compared`);
      if (!settled) {
        await print('messages are still on their way: the law between services waits for them');
      }
      for (const offence of verified.firstOffences) await print(`offence: ${offence}`);
      await print(verdict(verified));
    }
    return verified.offences === 0 ? 0 : 1;
  } finally {
    await opened.close();
  }
};
