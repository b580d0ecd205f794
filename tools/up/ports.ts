import { holdPort } from '#servers';
import { serviceNames } from '#services';
import type { ProgramName } from '../deployment/program.js';
import { AskedWrongly } from './asked.js';

/** What runs, in the order of its ports; the first one serves the API. */
export type Programs = readonly [ProgramName, ...(readonly ProgramName[])];

export const oneProgram: Programs = ['oms'];
export const allServices: Programs = ['api', ...serviceNames, 'projections'];

const portUsual = 3_000;
const portsTried = 100;
const portMax = 65_535;

/** Nobody else is given them until they are released, which is for the services to take them. */
export interface HeldPorts {
  /** Of each program. */
  readonly ports: readonly number[];
  readonly release: () => Promise<void>;
}

/**
 * The port that was asked for and those after it, one for each program; or the usual ones, or the
 * next free ones.
 * Throws `AskedWrongly` where one of those that were asked for is taken.
 */
export async function holdPorts(
  programs: Programs,
  asked: number | undefined,
  say: (line: string) => void,
): Promise<HeldPorts> {
  const from = asked ?? portUsual;
  const held = new Map<number, () => Promise<void>>();
  const release = async (): Promise<void> => {
    await Promise.all([...held.values()].map((each) => each()));
  };
  try {
    for (let port = from; held.size < programs.length; port += 1) {
      if (port === from + portsTried || port > portMax) throw noneFree(programs, from, port - 1);
      const releaseOne = await heldAt(port);
      if (releaseOne !== undefined) held.set(port, releaseOne);
      else if (asked !== undefined) throw taken(programs, asked, port);
    }
  } catch (error) {
    await release();
    throw error;
  }
  const ports = [...held.keys()];
  if (ports[0] !== from) say(`port ${from} is taken, using ${ports[0]}`);
  return { ports, release };
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

function taken(programs: Programs, asked: number, port: number): AskedWrongly {
  const whose = programs[port - asked] ?? '';
  const which =
    port === asked ? '' : ` (that of ${whose}: the services have the next ${programs.length - 1})`;
  return new AskedWrongly(`port ${port} is taken${which}; give another one with --port`);
}

function noneFree(programs: Programs, from: number, to: number): Error {
  return new AskedWrongly(
    `not ${programs.length} free port(s) from ${from} to ${to}; give another one with --port`,
  );
}
