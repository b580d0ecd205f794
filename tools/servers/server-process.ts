/** One server as a child process that is ended by its number. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface ServerWanted {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Its working folder; its output goes to `NAME.log` there, its number to `NAME.pid`. */
  readonly folder: string;
  readonly port: number;
  /** Resolves once it serves; asked again until then. */
  readonly isUp: () => Promise<boolean>;
}

const upMsMax = 60_000;
const lookMs = 50;
const endMsMax = 20_000;
const tailChars = 3_000;

export class ServerProcess {
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(private readonly wanted: ServerWanted) {}

  /** Starts it and waits until it serves; fails with the end of what it said. */
  async start(): Promise<void> {
    const { name, command, args, folder, isUp } = this.wanted;
    const output = openSync(join(folder, `${name}.log`), 'a');
    // In a group of its own: a Ctrl-C at the terminal is for who started it.
    const child = spawn(command, args, {
      cwd: folder, stdio: ['ignore', output, output], detached: true,
    });
    closeSync(output);
    this.#child = child;
    let failure: Error | undefined;
    child.on('error', (error) => { failure = error; });
    this.#ended = once(child, 'close').catch(() => undefined);
    if (child.pid !== undefined) writeFileSync(join(folder, `${name}.pid`), String(child.pid));
    for (const until = performance.now() + upMsMax; performance.now() < until;) {
      if (failure !== undefined || child.exitCode !== null || child.signalCode !== null) break;
      if (await isUp()) return;
      await pause(lookMs);
    }
    await this.kill();
    const why = failure === undefined ? '' : `${failure.message}: `;
    throw new Error(`${name} does not come up: ${why}${this.#tail()}`);
  }

  /** SIGKILL, and waits for its end. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** An orderly end; SIGKILL where that takes too long. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(name);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const { name, folder } = this.wanted;
    const child = this.#child;
    if (child === undefined) return;
    child.kill(signal);
    child.kill('SIGCONT');
    const late = setTimeout(() => child.kill('SIGKILL'), endMsMax);
    await this.#ended;
    clearTimeout(late);
    this.#child = undefined;
    rmSync(join(folder, `${name}.pid`), { force: true });
  }

  #tail(): string {
    const { name, folder } = this.wanted;
    return readFileSync(join(folder, `${name}.log`), 'utf8').slice(-tailChars);
  }
}

/** Whether somebody listens there. */
export const listens = (port: number): Promise<boolean> => new Promise((resolve) => {
  const socket = createConnection({ port, host: '127.0.0.1' });
  const end = (is: boolean): void => {
    socket.destroy();
    resolve(is);
  };
  socket.once('connect', () => end(true));
  socket.once('error', () => end(false));
});

/** Ports that nobody listens on at this moment, all different. */
export const freePorts = async (count: number): Promise<readonly number[]> => {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const ports: number[] = [];
  for (const server of servers) {
    if (!server.listening) await once(server, 'listening');
    const bound = server.address();
    ports.push(typeof bound === 'object' && bound !== null ? bound.port : 0);
  }
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
};
