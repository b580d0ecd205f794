import { join } from 'node:path';
import type { AppName } from '#services';

/** `oms`: all roles in one process. */
export type ProgramName = AppName | 'oms';

/** What Node is given to run an app; `apps` is the folder of the built ones: `dist/apps`. */
export const programOf = (name: ProgramName, apps: string): readonly string[] => {
  if (name === 'oms') return [join(apps, 'oms/src/main.js'), 'serve'];
  if (name === 'api') return [join(apps, 'api/src/main.js')];
  return [join(apps, 'service/src/main.js'), name];
};
