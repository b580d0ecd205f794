/** What `npm run up` was asked for. */
export interface Asked {
  readonly data: string | undefined;
  readonly brokers: 1 | 3;
  /** Undefined: the usual one, or the next free one. */
  readonly port: number | undefined;
  /** Each service as a process of its own, in place of one with all of them. */
  readonly services: boolean;
}

/** The command line cannot be understood. */
export class AskedWrongly extends Error {
  override readonly name = 'AskedWrongly';
}

const form = 'npm run up -- [--data DIR] [--brokers 1|3] [--port N] [--services]';

/** For people who ask with `--help`. */
export const usage = `usage: ${form}
Starts Kafka, Redis and one process with everything else, and ends them all on Ctrl-C.
  --data DIR       a folder to keep all data in; without it, data goes when this ends
  --brokers 1|3    how many Kafka brokers (1)
  --port N         of the API (3000, or the next free one)
  --services       each service as a process of its own, at the next four ports
  --help           prints this`;

/** Whether nothing is to be started but the usage told. */
export const asksForHelp = (given: readonly string[]): boolean =>
  given.some((each) => each === '--help' || each === '-h');

const names = ['data', 'brokers', 'port'] as const;
type Name = (typeof names)[number];
type Texts = Partial<Record<Name, string>>;

const servicesFlag = '--services';
const flag = /^--(data|brokers|port)(?:=(.*))?$/s;
const isName = (text: string | undefined): text is Name => names.some((name) => name === text);

/**
 * Reads `--data DIR --brokers 1|3 --port N --services` from the arguments, and from what npm makes
 * of them where they were written without `--`: `--data=DIR` becomes the variable npm_config_data,
 * while of `--data DIR` the variable says "true" and DIR is left as an argument without a name.
 */
export function askedFor(given: readonly string[], environment: NodeJS.ProcessEnv): Asked {
  const isPlain = (each: string): boolean => each !== servicesFlag;
  const { texts, nameless } = spelledOut(given.filter(isPlain));
  const services = !given.every(isPlain) || environment['npm_config_services'] === 'true';
  const unnamed: Name[] = [];
  for (const name of names) {
    const value = environment[`npm_config_${name}`];
    if (value === undefined || value === '' || texts[name] !== undefined) continue;
    if (value === 'true') unnamed.push(name);
    else texts[name] = value;
  }
  const { data, brokers, port } = { ...texts, ...matched(unnamed, nameless) };
  return { data: folder(data), brokers: brokersIn(brokers), port: portIn(port), services };
}

/** The arguments that carry their flag, and those that do not. */
function spelledOut(given: readonly string[]): { texts: Texts; nameless: string[] } {
  const texts: Texts = {};
  const nameless: string[] = [];
  const rest = [...given];
  for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
    const [, name, value] = flag.exec(next) ?? [];
    if (isName(name)) texts[name] = value ?? rest.shift() ?? '';
    else if (next.startsWith('--')) throw wrong(`${next} is not known`);
    else nameless.push(next);
  }
  return { texts, nameless };
}

/** npm keeps the order of the values, not whose they are: a number is no folder's name here. */
function matched(unnamed: readonly Name[], nameless: readonly string[]): Texts {
  const texts: Texts = {};
  for (const value of nameless) {
    const name = unnamed.find((each) => texts[each] === undefined && fits(each, value));
    if (name === undefined) throw wrong(`cannot tell what "${value}" is for`);
    texts[name] = value;
  }
  const without = unnamed.find((name) => texts[name] === undefined);
  if (without !== undefined) throw wrong(`--${without} has no value`);
  return texts;
}

function fits(name: Name, value: string): boolean {
  const isNumber = /^\d+$/.test(value);
  if (name === 'data') return !isNumber;
  return isNumber && (name === 'brokers') === /^[13]$/.test(value);
}

function wrong(what: string): AskedWrongly {
  return new AskedWrongly(`${what}; expected ${form}`);
}

function folder(text: string | undefined): string | undefined {
  if (text === '') throw wrong('--data has no value');
  return text;
}

function brokersIn(text: string | undefined): 1 | 3 {
  if (text === undefined || text === '1') return 1;
  if (text === '3') return 3;
  throw wrong(`--brokers is "${text}"`);
}

function portIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw wrong(`--port is "${text}"`);
}
