/** CPU and memory of other processes, as Linux tells them. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Burned } from './site.js';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly seconds: number;
}

/** Linux counts in hundredths of a second, whatever the clock of its kernel. */
const ticksASecond = 100;

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const processOf = (pid: number): Process | undefined => {
  const stat = read(`/proc/${pid}/stat`);
  // The name may hold blanks and parentheses; the fields begin behind its last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [parent, user, system] = [Number(fields[1]), Number(fields[11]), Number(fields[12])];
  return Number.isNaN(parent + user + system)
    ? undefined
    : { pid, parent, seconds: (user + system) / ticksASecond };
};

const all = (): readonly Process[] => {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => processOf(Number(name)) ?? []);
  } catch {
    return [];
  }
};

/** The descendants of `root`, wherever they hang below it, without this process. */
const descendants = (root: number): readonly Process[] => {
  const processes = all();
  const found = new Map<number, Process>();
  for (let grown = true; grown;) {
    grown = false;
    for (const each of processes) {
      const below = each.parent === root || found.has(each.parent);
      if (!below || found.has(each.pid)) continue;
      found.set(each.pid, each);
      grown = true;
    }
  }
  found.delete(process.pid);
  return [...found.values()];
};

const nameOf = (pid: number): string => {
  const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
  const [, app, role] = /apps\/(\w+)\/src\/main\.js(?: (\w+))?/.exec(command) ?? [];
  if (app !== undefined) return app === 'service' ? (role ?? app) : app;
  const [, peer, part = ''] = /bench\/peers\/(\w+)\/main\.js(?: (\w+))?/.exec(command) ?? [];
  if (peer !== undefined) return `${peer} ${part}`.trimEnd();
  if (command.includes('shop.ShopApplication')) return 'streams';
  if (command.includes('kafka.Kafka')) return 'Kafka';
  return command.includes('redis-server') ? 'Redis' : 'others';
};

/** Which processes there are to count: the descendants of this one, or of the one named here. */
const rootVariable = 'BENCH_ROOT_PID';

/** From now on the programs that are started count what this process has started. */
export const countFromHere = (): void => {
  process.env[rootVariable] = String(process.pid);
};

/** Starts to count; the function that it gives tells the CPU seconds since, by who used them. */
export const countDescendants = (): (() => Burned) => {
  const root = Number(process.env[rootVariable] ?? process.pid);
  const before = new Map(descendants(root).map(({ pid, seconds }) => [pid, seconds]));
  return () => {
    const burned = new Map<string, number>();
    for (const { pid, seconds } of descendants(root)) {
      const name = nameOf(pid);
      burned.set(name, (burned.get(name) ?? 0) + seconds - (before.get(pid) ?? 0));
    }
    return burned;
  };
};
