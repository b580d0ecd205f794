export { problemAdapter } from './adapter.js';
export { addressOf, portOf } from './address.js';
export {
  bearerTokenForm,
  isBearerToken,
  isLoopback,
  requireBearer,
  requireTrust,
  tokenMissing,
} from './bearer.js';
export { piecesMax } from './edge/body.js';
export { guardedIn, guardServer } from './edge/guard.js';
export type { Guarded } from './edge/guard.js';
export { edgeLimits, Room } from './edge/limits.js';
export {
  acceptParameter,
  operatedAnswer,
  servicePartitionIn,
  quarantineInput,
} from './decisions.js';
export type { ServicePartition } from './decisions.js';
export { problemCodes, statusOf } from './problems/codes.js';
export type { ProblemCode } from './problems/codes.js';
export { bodyBytesMax } from './problems/limits.js';
export { ProblemFilter, problemOf } from './problem.filter.js';
export { fieldProblem, Problem, problem, problemType, shown } from './problems/problem.js';
export { Checked, checked } from './reading/checked.js';
export type { FieldComplaint, FieldError } from './problems/problem.js';
export { readJson, withoutNulls } from './reading/json.js';
export { Takes, takesJson, wrongMedia } from './reading/media.js';
