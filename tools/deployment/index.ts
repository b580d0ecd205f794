export type { Instance } from './instance.js';
export type { ProgramName } from './program.js';
export { freePort, startDeployment } from './deployment.js';
export type { Deployment, DeploymentWanted } from './deployment.js';
