import { holdPort } from '#servers';
import { ofEach, serviceNames } from '#services';
import type { AppName } from '#services';
import { AskedWrongly } from './asked.js';

/** In the order of their ports. */
export const names: readonly AppName[] = ['api', ...serviceNames, 'projections'];

const portUsual = 3_000;
const portsTried = 100;
const portMax = 65_535;

/** Nobody else is given them until they are released, which is for the services to take them. */
export interface HeldPorts {
  readonly ports: Readonly<Record<AppName, number>>;
  readonly release: () => Promise<void>;
}

/**
 * The port that was asked for and those after it, one for each app; or the usual ones, or the next
 * free ones.
 * Throws `AskedWrongly` where one of those that were asked for is taken.
 */
export async function holdPorts(
  asked: number | undefined,
  say: (line: string) => void,
): Promise<HeldPorts> {
  const from = asked ?? portUsual;
  const held = new Map<number, () => Promise<void>>();
  const release = async (): Promise<void> => {
    await Promise.all([...held.values()].map((each) => each()));
  };
  try {
    for (let port = from; held.size < names.length; port += 1) {
      if (port === from + portsTried || port > portMax) throw noneFree(from, port - 1);
      const releaseOne = await heldAt(port);
      if (releaseOne !== undefined) held.set(port, releaseOne);
      else if (asked !== undefined) throw taken(asked, port);
    }
  } catch (error) {
    await release();
    throw error;
  }
  const free = [...held.keys()];
  const portOf = (name: AppName): number => free[names.indexOf(name)] ?? 0;
  const [api, projections] = [portOf('api'), portOf('projections')];
  if (api !== from) say(`port ${from} is taken, using ${api}`);
  return { ports: { ...ofEach(({ name }) => portOf(name)), api, projections }, release };
}

/** A host as the services take it: blank is not given. */
async function heldAt(port: number): Promise<(() => Promise<void>) | undefined> {
  const host = process.env['OMS_HOST']?.trim() || undefined;
  try {
    return await holdPort(port, host);
  } catch (error) {
    const where = host === undefined ? `port ${port}` : `OMS_HOST ${host}, port ${port}`;
    throw new AskedWrongly(`nobody can listen on ${where}: ${String(error)}`);
  }
}

function taken(asked: number, port: number): AskedWrongly {
  const whose = names[port - asked] ?? '';
  const which =
    port === asked ? '' : ` (that of ${whose}: the services have the next ${names.length - 1})`;
  return new AskedWrongly(`port ${port} is taken${which}; give another one with --port`);
}

function noneFree(from: number, to: number): Error {
  return new AskedWrongly(
    `not ${names.length} free ports from ${from} to ${to}; ` + 'give another one with --port',
  );
}
