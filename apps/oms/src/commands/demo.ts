import { build } from 'hdr-histogram-js';
import { keyOf } from '#kernel';
import { startBackend } from '#services';
import type { Backend } from '#services';
import { feed } from '../feed/feed.js';
import { localSink } from '../feed/local-sink.js';
import { outcomeOf, outcomeTable } from '../report/outcome.js';
import { refusalLines, Refusals } from '../feed/refusals.js';
import { interruption, note, print, printJson, wholeNumber } from '../console.js';
import { openData, temporaryDirectory } from '../data-directory.js';
import type { Data } from '../data-directory.js';
import { sourceOf } from './import.js';
import { freePort, serveGateway } from './serve.js';
import type { Served } from './serve.js';
import { exitCodeOf, printVerified, standstillMsMax, verifyData } from './verify.js';

export interface DemoOptions {
  readonly orders: string;
  readonly seed: string;
  readonly input?: string;
  readonly data?: string;
  readonly port?: string;
  readonly exit?: boolean;
  readonly json?: boolean;
}

const host = '127.0.0.1';
const tenant = 'default';
const ordersMax = 10_000_000;

/** `oms demo`: start all, feed it, print what came of it, verify, and serve until Ctrl-C. */
export const demo = async (options: DemoOptions): Promise<number> => {
  const signal = interruption();
  const orders = wholeNumber('--orders', options.orders, 1, ordersMax);
  const refusals = new Refusals();
  const source = await sourceOf(
    options.input ?? `generated:${orders}`,
    { tenant, stockFactor: '1', seed: options.seed },
    refusals,
  );
  const port = options.exit === true ? undefined : await freePort(options.port, host);
  const data = await openData(options.data ?? temporaryDirectory());
  const backend = startBackend(data.ports, data.keys);
  let served: Served | undefined;
  try {
    if (port !== undefined) served = await serveGateway(backend, host, port);
    note(`${source.name} into ${data.directory}`);
    const latency = build({ lowestDiscernibleValue: 1, highestTrackableValue: 600_000 });
    const fed = await feed(source, localSink(backend, latency), signal, refusals);
    for (const line of refusalLines(fed.refusals)) note(line);
    const outcome = await outcomeOf(backend, tenant, fed, latency);
    const exitCode = await report(data, backend, outcome, options.json === true);
    if (served !== undefined) await goOn(backend, served, signal);
    return exitCode;
  } finally {
    await served?.close();
    await backend.stop();
    await data.close();
  }
};

const report = async (
  data: Data,
  backend: Backend,
  outcome: Awaited<ReturnType<typeof outcomeOf>>,
  json: boolean,
): Promise<number> => {
  const verified = await verifyData(data, standstillMsMax, backend.settling);
  if (json) await printJson({ ...outcome, verified });
  else {
    await print(outcomeTable(outcome));
    await printVerified(verified);
  }
  return exitCodeOf(verified);
};

const goOn = async (backend: Backend, { address }: Served, signal: AbortSignal): Promise<void> => {
  const [newest] = await backend.views.orders.list({
    index: keyOf(tenant, 'all'),
    limit: 1,
    descending: true,
  });
  note('');
  note(`where is an order?   ${address}/v1/orders/${newest?.key ?? 'NUMBER'}`);
  note(`what needs people?   ${address}/v1/orders?attention=exception`);
  note(`try the whole API    ${address}/docs`);
  note('Ctrl-C ends it');
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
};
