import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { redisAnswers, redisHasWritten } from './answers.js';
import { listening, type RedisSecurity } from './redis-security.js';
import { ServerProcess } from './server-process.js';
import type { RedisControl } from './servers.js';

const readyMsMax = 30_000;
const endMsMax = 3_000;

export interface RedisWanted {
  readonly folder: string;
  /** The server's program. */
  readonly program: string;
  readonly port: number;
  readonly security: RedisSecurity | undefined;
}

export class RedisProcess implements RedisControl {
  /** Started again as it is, it goes on from its data. */
  readonly server: ServerProcess;
  readonly #data: string;
  #copies = 0;

  constructor(readonly wanted: RedisWanted) {
    const { folder, program, port, security } = wanted;
    this.#data = join(folder, 'redis');
    this.server = new ServerProcess('redis', folder, [
      program,
      ...listening(port, security),
      '--bind',
      '127.0.0.1',
      '--dir',
      this.#data,
      '--appendonly',
      'yes',
      '--appendfsync',
      'everysec',
      '--maxmemory-policy',
      'noeviction',
      '--save',
      '',
    ]);
  }

  get url(): string {
    const { security } = this.wanted;
    if (security === undefined) return this.address;
    const { user, password } = security;
    return this.address.replace('//', `//${user}:${encodeURIComponent(password)}@`);
  }

  /** For people: without user and password. */
  get address(): string {
    return `${this.#ca === undefined ? 'redis' : 'rediss'}://127.0.0.1:${this.wanted.port}`;
  }

  /** What a client over TLS trusts. */
  get #ca(): string | undefined {
    const { security } = this.wanted;
    return security === undefined || 'missing' in security.tls ? undefined : security.ca;
  }

  async start(): Promise<void> {
    await mkdir(this.#data, { recursive: true });
    this.server.start();
    await this.server.ready(() => redisAnswers(this.url, this.#ca), readyMsMax);
  }

  async kill(): Promise<void> {
    await this.server.end('SIGKILL', endMsMax);
  }

  async pause(): Promise<void> {
    this.server.signal('SIGSTOP');
  }

  async resume(): Promise<void> {
    this.server.signal('SIGCONT');
  }

  /** Stopped meanwhile, so that the copy is of one moment. */
  async copy(): Promise<string> {
    this.#copies += 1;
    const place = join(this.wanted.folder, `redis-copy-${this.#copies}`);
    await this.server.ready(() => redisHasWritten(this.url, this.#ca), readyMsMax);
    await this.pause();
    try {
      await cp(this.#data, place, { recursive: true });
    } finally {
      await this.resume();
    }
    return place;
  }

  async restore(copy: string): Promise<void> {
    await this.kill();
    await rm(this.#data, { recursive: true, force: true });
    await cp(copy, this.#data, { recursive: true });
    await this.start();
  }

  async end(inOrder: boolean): Promise<void> {
    await this.server.end(inOrder ? 'SIGTERM' : 'SIGKILL', endMsMax);
  }
}
