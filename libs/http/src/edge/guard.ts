import type { FastifyInstance } from 'fastify';
import { guardBrowsers, hostsForm, hostsIn } from './browsers.js';
import type { ServerNames } from './browsers.js';
import { limitCallers } from './callers.js';
import { edgeLimits } from './limits.js';

export interface Guarded extends ServerNames {
  /** Requests of one address in `edgeLimits.callerWindowMs`; 0: any number. */
  readonly callerRequests?: number;
}

type GuardSettings = Omit<Guarded, 'host'>;
type Environment = Readonly<Record<string, string | undefined>>;

const callerRequestsForm = 'a whole number of requests from 0 on; 0 for no limit';

/** What `OMS_ALLOWED_HOSTS` and `OMS_CALLER_REQUESTS` say, or what is wrong with them. */
export const guardedIn = ({
  OMS_ALLOWED_HOSTS: hosts = '',
  OMS_CALLER_REQUESTS: requests = '',
}: Environment): { readonly asked: GuardSettings } | { readonly fault: string } => {
  const allowedHosts = hostsIn(hosts);
  if (allowedHosts === undefined) {
    return { fault: `OMS_ALLOWED_HOSTS is '${hosts}': expected ${hostsForm}` };
  }
  const most = requests.trim();
  if (most === '') return { asked: { allowedHosts } };
  if (!/^\d{1,9}$/.test(most)) {
    return { fault: `OMS_CALLER_REQUESTS is '${requests}': expected ${callerRequestsForm}` };
  }
  return { asked: { allowedHosts, callerRequests: Number(most) } };
};

/** What stands before every route of a server: who is too many, and who comes from elsewhere. */
export const guardServer = async (
  server: FastifyInstance,
  { callerRequests, ...reached }: Guarded,
): Promise<void> => {
  await limitCallers(server, callerRequests ?? edgeLimits.callerRequestsUsual);
  await guardBrowsers(server, reached);
};
