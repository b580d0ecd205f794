import { openSource, SourceError } from '#channels';
import type { Source } from '#channels';
import { openGateway, inferredStatus, startBackend } from '#services';
import { apiAt } from '../api-client.js';
import { apiSink } from '../feed/api-sink.js';
import { feed } from '../feed/feed.js';
import type { Fed } from '../feed/feed.js';
import { localSink } from '../feed/local-sink.js';
import {
  CommandError,
  interrupted,
  interruption,
  note,
  print,
  printJson,
  UsageError,
} from '../console.js';
import { openData } from '../data-directory.js';
import { givenName } from '../named.js';
import { targetOf } from '../target.js';
import { refusalLines, Refusals } from '../feed/refusals.js';
import type { TargetOptions } from '../target.js';

export interface ImportOptions extends TargetOptions {
  readonly tenant: string;
  readonly stockFactor: string;
  readonly seed: string;
  readonly json?: boolean;
  readonly rejected?: string;
}

/** Opens SOURCE with what the command line says about it; `refusals` hear what it leaves out. */
export const sourceOf = async (
  text: string,
  { tenant, stockFactor, seed }: Pick<ImportOptions, 'tenant' | 'stockFactor' | 'seed'>,
  refusals: Refusals,
): Promise<Source> => {
  const factor = Number(stockFactor);
  if (!Number.isFinite(factor) || factor < 0 || stockFactor.trim() === '') {
    throw new UsageError(`--stock-factor takes a number of at least 0, not '${stockFactor}'`);
  }
  if (!/^\d{1,9}$/.test(seed)) throw new UsageError(`--seed takes a whole number, not '${seed}'`);
  try {
    return await openSource(text, {
      tenant: givenName('--tenant', 'tenant', tenant),
      stockFactor: factor,
      seed: Number(seed),
      tell: (one) => refusals.addLeftOut(one),
    });
  } catch (error) {
    if (error instanceof SourceError) throw new UsageError(error.message);
    throw error;
  }
};

/**
 * `oms import`: returns when everything has settled, with 1 where rows were refused. Run twice, or
 * interrupted and resumed, nothing doubles.
 */
export const importSource = async (text: string, options: ImportOptions): Promise<number> => {
  const place = targetOf(options);
  const signal = interruption();
  const refusals = new Refusals(options.rejected);
  const source = await sourceOf(text, options, refusals);
  const fed =
    place.kind === 'api'
      ? await feed(source, apiSink(apiAt(place.address, signal)), signal, refusals)
      : place.kind === 'data'
        ? await importInto(place.directory, source, signal, refusals)
        : await importOnto(place, source, signal, refusals);
  await report(source, fed, options.json === true);
  return refusals.count === 0 ? 0 : 1;
};

const importInto = async (
  directory: string,
  source: Source,
  signal: AbortSignal,
  refusals: Refusals,
): Promise<Fed> => {
  const opened = await openData(directory);
  const backend = startBackend(opened.ports, opened.keys);
  try {
    return await feed(source, localSink(backend), signal, refusals);
  } catch (error) {
    if (signal.aborted) throw new CommandError(interrupted);
    throw error;
  } finally {
    await backend.stop();
    await opened.close();
  }
};

/** Straight into the inboxes: the services that run there answer. */
const importOnto = async (
  { brokers, redis }: { readonly brokers?: string; readonly redis?: string },
  source: Source,
  signal: AbortSignal,
  refusals: Refusals,
): Promise<Fed> => {
  const { openServersToPost, serversTarget } = await import('../servers.js');
  const opened = await openServersToPost(serversTarget(brokers, redis));
  const { ports, keys } = opened;
  const end = new AbortController();
  try {
    const gateway = openGateway(ports, keys, end.signal, () => inferredStatus(ports));
    return await feed(source, localSink(gateway), signal, refusals);
  } catch (error) {
    if (signal.aborted) throw new CommandError(interrupted);
    throw error;
  } finally {
    end.abort();
    await opened.close();
  }
};

const report = async (
  source: Source,
  { rows, seconds, refusals }: Fed,
  json: boolean,
): Promise<void> => {
  const remarks = source.remarks();
  if (json) {
    const rounded = Math.round(seconds * 1_000) / 1_000;
    const refused = refusals.count;
    await printJson({
      source: source.name,
      rows,
      seconds: rounded,
      refused,
      refusals: refusals.first,
      remarks,
    });
    return;
  }
  await print(`${source.name}: ${rows} messages in ${seconds.toFixed(1)} s, settled`);
  for (const { what, count, examples } of remarks) {
    const shown = [...examples, ...(examples.length < count ? ['…'] : [])].join(', ');
    note(`  ${what}: ${count}${examples.length === 0 ? '' : ` (${shown})`}`);
  }
  for (const line of refusalLines(refusals)) note(line);
};
