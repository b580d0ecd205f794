import { join } from 'node:path';
import type { AppName } from '#services';

/** What Node is given to run an app; `apps` is the folder of the built ones: `dist/apps`. */
export const programOf = (app: AppName, apps: string): readonly string[] =>
  app === 'api' ? [join(apps, 'api/src/main.js')] : [join(apps, 'service/src/main.js'), app];
