import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Outcome } from '../runs/outcome.js';

export const benchProgram = fileURLToPath(new URL('../main.js', import.meta.url));

export interface Child {
  readonly program: string;
  readonly given: readonly string[];
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly minutesMax: number;
}

const saidCharsMax = 4_000;

const reasonCharsMax = 300;

/** What an error says, without its places in files, which are of this machine alone. */
const reasonIn = (said: string): string => {
  const lines = said.trim().split('\n');
  const named = lines.find((line) => /^\w*(Error|Unavailable|Unreachable|Bug)\b/.test(line));
  return (named ?? lines.at(-1) ?? '').slice(0, reasonCharsMax);
};

/** Runs a program to its end; rejects with what it said where it printed no document. */
export const documentOf = <T>({
  program,
  given,
  folder,
  environment = {},
  minutesMax,
}: Child): Promise<T> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...given], {
      cwd: folder ?? process.cwd(),
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const limit = setTimeout(() => child.kill('SIGKILL'), minutesMax * 60_000);
    let printed = '';
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-saidCharsMax);
    });
    child.once('error', fail);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      try {
        done(JSON.parse(printed) as T);
      } catch {
        const how = signal ?? `exit code ${code}`;
        fail(new Error(`${given.slice(0, 2).join(' ')} ended with ${how}: ${reasonIn(said)}`));
      }
    });
  });

/** A command and its options, as the command line takes them. */
export const givenOf = (
  command: string,
  options: Readonly<Record<string, string | number | true>>,
): readonly string[] => [
  command,
  ...Object.entries(options).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [`--${name}`, String(value)],
  ),
];

/** One run of this benchmark in a process of its own. */
export const outcomeOf = (
  given: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> => documentOf({ program: benchProgram, given, environment, minutesMax: 60 });
