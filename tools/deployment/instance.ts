/** One process of the product, as an operator would run it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { programOf } from './program.js';
import type { ProgramName } from './program.js';

export interface InstanceWanted {
  readonly app: ProgramName;
  readonly index: number;
  readonly port: number;
  /** What the process finds in its environment besides PATH and HOME. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of Node itself. */
  readonly nodeArguments?: readonly string[];
  /** The folder of the built apps: `dist/apps`. */
  readonly apps?: string;
}

export interface Instance {
  readonly app: ProgramName;
  readonly index: number;
  /** `http://127.0.0.1:PORT`: the API, or health and metrics. */
  readonly address: string;
  readonly pid: number;
  /** What it has said so far on both outputs, the last part of it. */
  readonly said: () => string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  signal(name: NodeJS.Signals): void;
}

const saidCharsMax = 20_000;
/** Tests and npm scripts run in the project's folder. */
const built = join(process.cwd(), 'dist/apps');

/** What would change the program's doings is left behind. */
const kept = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(OMS_|KAFKA_|REDIS_|NODE_OPTIONS$)/.test(name),
    ),
  );

export const startInstance = ({
  app,
  index,
  port,
  environment,
  nodeArguments = [],
  apps = built,
}: InstanceWanted): Instance => {
  const program = programOf(app, apps);
  const child: ChildProcess = spawn(process.execPath, [...nodeArguments, ...program], {
    env: { ...kept(), OMS_HOST: '127.0.0.1', ...environment, OMS_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-saidCharsMax);
    });
  }
  return {
    app,
    index,
    address: `http://127.0.0.1:${port}`,
    pid: child.pid ?? -1,
    said: () => said,
    ended: once(child, 'close').then(() => child.exitCode ?? child.signalCode ?? 1),
    signal: (name) => void child.kill(name),
  };
};
