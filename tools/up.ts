/**
 * Starts Kafka, Redis and one process with everything else, and ends them all on Ctrl-C.
 *   npm run up -- [--data DIR] [--brokers 1|3] [--port N] [--services]
 */
import { once } from 'node:events';
import { errorText } from '#kernel';
import { askedFor, AskedWrongly, asksForHelp, usage } from './up/asked.js';
import { install } from './up/installation.js';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Until the services run, a signal just ends this process, and the watchdogs do the rest. */
async function interrupted(): Promise<void> {
  // Nothing else holds this process: the servers' and services' handles do not count.
  const holding = setInterval(() => undefined, 2 ** 30);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  await Promise.race(signals.map((signal) => once(process, signal)));
  clearInterval(holding);
  for (const signal of signals) process.once(signal, () => process.exit(130));
}

async function up(given: readonly string[]): Promise<void> {
  if (asksForHelp(given)) return say(usage);
  const installation = await install(askedFor(given, process.env), say);
  const stopped = interrupted();
  const ready = installation.ready().then((address) => {
    say(`api ${address}`);
    say('Ctrl-C ends everything');
  });
  try {
    await Promise.race([stopped, Promise.all([ready, installation.running])]);
  } finally {
    say('ending …');
    await installation.stop();
    say('ended');
  }
}

try {
  await up(process.argv.slice(2));
  process.exit(0); // whatever still waits for the API
} catch (error) {
  process.stderr.write(`${errorText(error)}\n`);
  process.exit(error instanceof AskedWrongly ? 2 : 1);
}
