import { settledNow } from '#runtime';
import { settlingOf } from '#services';
import { apiAt } from '../api-client.js';
import { note, UsageError } from '../console.js';
import { exported } from '../export/exported.js';
import { exportFromApi } from '../export/from-api.js';
import { exportFromViews } from '../export/from-views.js';
import { givenName } from '../named.js';
import { openToRead, targetOf } from '../target.js';
import type { TargetOptions, OpenedTarget } from '../target.js';
export interface ExportOptions extends TargetOptions {
  readonly tenant?: string;
  readonly personal?: boolean;
}
const waitingNamedMax = 5;

/** `oms export`: NDJSON, sorted by OMS number or by node and SKU. */
export const exportRows = async (what: string, options: ExportOptions): Promise<void> => {
  const kind = exported.find((each) => each === what);
  if (kind === undefined) {
    throw new UsageError(`export takes ${exported.join(', ')}, not '${what}'`);
  }
  const tenant =
    options.tenant === undefined ? undefined : givenName('--tenant', 'tenant', options.tenant);
  const { personal = false } = options;
  if (personal && kind !== 'orders') throw new UsageError('--personal goes with orders alone');
  const place = targetOf(options);
  if (place.kind === 'api') return exportFromApi(kind, apiAt(place.address), tenant, personal);
  const opened = await openToRead(place);
  try {
    await tellUnsettled(opened);
    await exportFromViews(opened, kind, tenant, personal);
  } finally {
    await opened.close();
  }
};

/** What was acknowledged and waits for its answer is in no view yet: nobody may think it whole. */
const tellUnsettled = async ({ ports }: OpenedTarget): Promise<void> => {
  const { settled, waitingFor } = await settledNow(settlingOf(ports));
  if (settled) return;
  const named = waitingFor.slice(0, waitingNamedMax).join('; ');
  note(
    'oms: messages are still on their way, and what follows from them is not in this export ' +
      `(${named}): export again once whoever works there has answered them, or start it with ` +
      '`oms serve`',
  );
};
