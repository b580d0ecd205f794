import { moduleNamed, serviceNames } from './register.js';
import type { ServiceName } from './register.js';

/** What runs as a process of its own: each service, the views of all, and the edge. */
export type AppName = ServiceName | 'projections' | 'api';

export const appNames: readonly AppName[] = [...serviceNames, 'projections', 'api'];

/** Where it listens if nothing else is said; whoever is none of them takes any free port. */
export const usualPortOf = (app: AppName): number => {
  if (app === 'api') return 3_000;
  return app === 'projections' ? 3_004 : moduleNamed(app).usualPort;
};
