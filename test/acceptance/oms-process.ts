/** The built program as people start it: a process with folders and ports of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = resolve(__dirname, '../../dist/apps/oms/src/main.js');
/** Bytes 00 01 … 1f: the key of the vectors of the OMS number. */
export const vectorKey = Buffer.from(Array.from({ length: 32 }, (_, at) => at)).toString('hex');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** All of standard input; none: it is closed. */
  readonly input?: string;
}

export interface OmsProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What standard output, or standard error, has said so far. */
  readonly said: { stdout: string; stderr: string };
  /** Resolves with the match once standard output or standard error has it; fails at the end. */
  says(what: RegExp): Promise<RegExpExecArray>;
  /** Ends it by its number and waits. */
  kill(signal?: NodeJS.Signals): Promise<Ended>;
}

const running = new Set<OmsProcess>();
const folders: string[] = [];

/** A folder that is gone after the specs of the file. */
export const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'throughline-acceptance-'));
  folders.push(made);
  return made;
};

afterAll(async () => {
  await Promise.all([...running].map((each) => each.kill()));
  for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true });
});

/** What would change the program's doings is left behind. */
const environment = (more: StartOptions['env']): NodeJS.ProcessEnv => {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('OMS_') && name !== 'NODE_OPTIONS',
  );
  return { ...Object.fromEntries(kept), OMS_NUMBER_KEY: vectorKey, ...more };
};

export const start = (args: readonly string[], { env, input }: StartOptions = {}): OmsProcess => {
  const child = spawn(process.execPath, [program, ...args], {
    env: environment(env),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(input);
  const said = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      for (const look of listeners) look();
    });
  }
  const ended = once(child, 'close').then((): Ended => {
    running.delete(started);
    return { code: child.exitCode, signal: child.signalCode, ...said };
  });
  const says = (what: RegExp): Promise<RegExpExecArray> =>
    new Promise((found, failed) => {
      const look = (): void => {
        const match = what.exec(said.stdout) ?? what.exec(said.stderr);
        if (match === null) return;
        listeners.delete(look);
        found(match);
      };
      listeners.add(look);
      look();
      void ended.then(({ code }) =>
        failed(new Error(`ended with ${code} before it said ${what}: ${said.stderr}`)),
      );
    });
  const kill = (signal: NodeJS.Signals = 'SIGKILL'): Promise<Ended> => {
    child.kill(signal);
    return ended;
  };
  const started: OmsProcess = { child, ended, said, says, kill };
  running.add(started);
  return started;
};

/** Runs a command to its end. */
export const oms = (args: readonly string[], options: StartOptions = {}): Promise<Ended> =>
  start(args, options).ended;

/** The same where it must succeed: its standard output. */
export const output = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await oms(args);
  if (code !== 0) throw new Error(`oms ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
  return stdout;
};

export interface Served extends OmsProcess {
  readonly address: string;
}

/** `oms serve`, once it listens, whether it is ready or not. */
export const listening = async (data: string, port = 0): Promise<Served> => {
  const served = start(['serve', '--data', data, '--port', String(port)]);
  const [, address = ''] = await served.says(/api (http:\S+)/);
  return { ...served, address };
};

/** `oms serve`, once it is ready. */
export const serve = async (data: string, port = 0): Promise<Served> => {
  const served = await listening(data, port);
  const { address } = served;
  for (;;) {
    const response = await fetch(`${address}/ready`).catch(() => undefined);
    if (response?.status === 200) return served;
    await new Promise((wake) => setTimeout(wake, 20));
  }
};

/** The two exports that must be the same, byte for byte. */
export interface Exports {
  readonly orders: string;
  readonly stock: string;
}

export const exportsOf = async (...place: readonly string[]): Promise<Exports> => ({
  orders: await output('export', 'orders', ...place),
  stock: await output('export', 'stock', ...place),
});

/** `oms verify` finds nothing, and proved this many orders. */
export const expectVerified = async (data: string, orders?: number): Promise<void> => {
  const { code, stdout } = await oms(['verify', '--data', data, '--json']);
  const said = JSON.parse(stdout) as { readonly orders: number; readonly violations: number };
  expect({ code, ...said }).toMatchObject({
    code: 0,
    violations: 0,
    firstViolations: [],
    settled: true,
    waitingFor: [],
    ...(orders === undefined ? {} : { orders }),
  });
};

/** The long forms of the specs run where this is set. */
export const isLong = process.env['OMS_LONG_TESTS'] === '1';
