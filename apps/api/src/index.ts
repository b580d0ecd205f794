import type { LoggerService } from '@nestjs/common';
import { addressOf, bearerTokenForm, isBearerToken, portOf, tokenMissing } from '#http';
import type { Gateway } from '#services';
import { leave } from './leaving.js';
import { createServer } from './server.js';

export { describeApi } from './describe.js';

export interface ApiOptions {
  /** The only way to the backend. */
  readonly gateway: Gateway;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Bearer token of everything under /v1; without one only a loopback host is taken. */
  readonly token?: string;
  /** Beside addresses, `localhost` and `host`: names under which it is called. */
  readonly allowedHosts?: readonly string[];
  /** Of one address in 10 seconds; 0: any number, absent: the usual number. */
  readonly callerRequests?: number;
  /** Told of errors of ours alone. */
  readonly logger?: LoggerService;
}

export interface RunningApi {
  /** Without `/v1`: `http://127.0.0.1:3000`. */
  readonly address: string;
  /**
   * Stops accepting, answers what was asked (who waits: `pending` after 3 s), resolves when the
   * port is free, after 6 s at the latest.
   */
  close(): Promise<void>;
}

/**
 * Serves the HTTP edge. Fails where the port is taken, an open address has no token, or the token
 * cannot be sent.
 */
export const startApi = async (options: ApiOptions): Promise<RunningApi> => {
  const { gateway, host, port, logger, allowedHosts, callerRequests } = options;
  const token = options.token === '' ? undefined : options.token;
  const missing = tokenMissing(host, token);
  if (missing !== undefined) throw new Error(missing);
  if (token !== undefined && !isBearerToken(token)) {
    throw new Error(`OMS_API_TOKEN is something else: expected ${bearerTokenForm}`);
  }
  const guarded = {
    host,
    ...(allowedHosts === undefined ? {} : { allowedHosts }),
    ...(callerRequests === undefined ? {} : { callerRequests }),
  };
  const app = await createServer({
    gateway,
    guarded,
    ...(token === undefined ? {} : { token }),
    ...(logger === undefined ? {} : { logger }),
  });
  try {
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    throw error;
  }
  return {
    address: addressOf(host, portOf(app.getHttpServer(), port)),
    close: () => leave(app.getHttpAdapter().getInstance(), () => app.close()),
  };
};
