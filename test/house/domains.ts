import { projectFiles } from './project.js';

/** Libraries that have events of their own. */
export const domains: readonly string[] = projectFiles(/^libs\/[^/]+\/src\/events\.ts$/).map(
  ({ path }) => path.split('/')[1] ?? '',
);
