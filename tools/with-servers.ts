/**
 * Starts one broker and one Redis, runs a command that finds them by `sharedServers`, and stops
 * them; the exit code is the command's.
 *   node tools/built.mjs tools/with-servers.js COMMAND [arguments]
 */
import { spawn } from 'node:child_process';
import { errorText } from '#kernel';
import { share, startServers } from '#servers';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const exitCodeOf = (program: string, given: readonly string[]): Promise<number> =>
  new Promise((done) => {
    const child = spawn(program, given, { stdio: 'inherit', env: process.env });
    const forward = (signal: NodeJS.Signals): void => {
      child.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, forward);
    child.once('error', (error) => say(error.message));
    child.once('close', (code) => done(code ?? 1));
  });

const [program, ...given] = process.argv.slice(2);
if (program === undefined) {
  process.stderr.write('usage: node tools/built.mjs tools/with-servers.js COMMAND [arguments]\n');
  process.exit(2);
}
try {
  const servers = await startServers({ say });
  try {
    share(servers);
    process.exitCode = await exitCodeOf(program, given);
  } finally {
    await servers.stop();
  }
} catch (error) {
  process.stderr.write(`${errorText(error)}\n`);
  process.exitCode = 1;
}
