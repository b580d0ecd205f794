/** Programs in Java that know nothing of the product, run from their source. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { unless } from '../not-run.js';

const javaMin = 17;
const answerMsMax = 60_000;

const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'throughline');

/** The folder in which the launcher keeps Kafka's jars, the client among them. */
const jarsUnder = (folder: string, depth = 3): string | undefined => {
  if (!existsSync(folder)) return undefined;
  const entries = readdirSync(folder, { withFileTypes: true });
  if (entries.some(({ name }) => /^kafka-clients-.*\.jar$/.test(name))) return folder;
  if (depth === 0) return undefined;
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => jarsUnder(join(folder, name), depth - 1))
    .find((found) => found !== undefined);
};

/** Why no program in Java can be run here; undefined where it can. */
const whyNoJava = (): string | undefined => {
  const { stderr, status } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (status !== 0) return 'no java on the PATH';
  const version = Number(/version "(\d+)/.exec(stderr)?.[1]);
  if (!(version >= javaMin)) return `java is older than ${javaMin}`;
  return jarsUnder(cache) === undefined ? 'no kafka-clients jar in the cache' : undefined;
};

/** Runs the tests, or says that they could not run here. */
export const inJava = (name: string, tests: () => void): void =>
  unless(whyNoJava(), name, () => describe(name, tests));

const launch = (program: readonly string[]) => {
  const jars = join(jarsUnder(cache) ?? '', '*');
  return spawn('java', ['-Xmx128m', '-XX:TieredStopAtLevel=1', '-cp', jars, ...program], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
};

/** Runs it to its end; `input` is its standard input. Fails with what it says of an error. */
export const runJava = (program: readonly string[], input = ''): Promise<readonly string[]> =>
  new Promise((resolve, reject) => {
    const child = launch(program);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('close', (code) => {
      if (code === 0) resolve(stdout.split('\n').filter(Boolean));
      else reject(new Error(`ended with ${code}: ${stdout}${stderr.slice(-4_000)}`));
    });
    child.stdin.end(input);
  });

export interface Conversation {
  /** One line in, one line out. */
  ask(line: string): Promise<string>;
  /** Ends its input and waits for its end. */
  end(): Promise<void>;
}

/** A program that answers each line of its input by one of its output. */
export const converse = (program: readonly string[]): Conversation => {
  const child = launch(program);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(line) {
      child.stdin.write(`${line}\n`);
      const late = setTimeout(() => child.kill('SIGKILL'), answerMsMax);
      const answer = await lines.next();
      clearTimeout(late);
      if (answer.done === true) throw new Error(`no answer to ${line}: ${stderr.slice(-4_000)}`);
      return answer.value;
    },
    async end() {
      child.stdin.end();
      await closed;
    },
  };
};

const source = (file: string): string => join(__dirname, file);
export const publisher = (brokers: readonly string[], topic: string): readonly string[] => [
  source('UpstreamPublisher.java'),
  brokers.join(','),
  topic,
];
export const consumer = (
  brokers: readonly string[],
  topic: string,
  {
    group,
    from,
    ids,
    seconds,
  }: {
    readonly group: string;
    readonly from: string;
    readonly ids: readonly string[];
    readonly seconds: number;
  },
): readonly string[] => [
  source('DownstreamConsumer.java'),
  brokers.join(','),
  topic,
  group,
  from,
  ids.join(','),
  String(seconds),
];
export const digester = (brokers: readonly string[], topic: string): readonly string[] => [
  source('ChainDigest.java'),
  brokers.join(','),
  topic,
];
