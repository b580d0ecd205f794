/** Where imports go in a spec: a backend, a folder for their files, and what they print. */
import { deepStrictEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startedBackend } from '../../../apps/api/src/backend.fixture.js';
import type { RunningBackend } from '../../../apps/api/src/backend.fixture.js';

export class Importing {
  /** On the two outputs since `listen`. */
  printed: string[] = [];
  unchanged: string[] = [];

  private constructor(
    readonly folder: string,
    private readonly backend: RunningBackend,
  ) {}

  /** Where its API is. */
  get api(): string {
    return this.backend.address;
  }

  static async open(): Promise<Importing> {
    const folder = mkdtempSync(join(tmpdir(), 'throughline-imports-'));
    return new Importing(folder, await startedBackend());
  }

  /** Everything has settled, and `verify` finds nothing. */
  async close(): Promise<void> {
    await this.get('/v1/settled?wait=10');
    const { settled, firstViolations } = await this.backend.verified();
    deepStrictEqual({ settled, firstViolations }, { settled: true, firstViolations: [] });
    await this.backend.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Until all mocks are restored, outputs are kept here instead of shown. */
  listen(): void {
    this.printed = [];
    this.unchanged = [];
    const into =
      (texts: string[]) =>
      (text: string | Uint8Array, ...rest: unknown[]): boolean => {
        texts.push(String(text));
        for (const each of rest) if (typeof each === 'function') each();
        return true;
      };
    jest.spyOn(process.stdout, 'write').mockImplementation(into(this.printed));
    jest.spyOn(process.stderr, 'write').mockImplementation(into(this.unchanged));
  }

  async get(path: string): Promise<Record<string, unknown>> {
    return (await (await fetch(this.api + path)).json()) as Record<string, unknown>;
  }
}
