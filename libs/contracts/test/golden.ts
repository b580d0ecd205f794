/** The stored examples: what each version of each message looked like. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Golden {
  /** `order.placed` */
  readonly type: string;
  readonly version: number;
  readonly topic: string;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

const named = /^(.+)\.v(\d+)\.json$/;

/** All of a folder, by name. */
export const goldenIn = (folder: string): readonly Golden[] =>
  readdirSync(folder)
    .toSorted()
    .flatMap((file) => {
      const [, type, version] = named.exec(file) ?? [];
      if (type === undefined) return [];
      const stored = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<
        Golden,
        'type' | 'version'
      >;
      return [{ ...stored, type, version: Number(version) }];
    });

/** Of the messages of all services: one may keep those of its own in its folder. */
export const goldenOfServices = (root: string): readonly Golden[] =>
  readdirSync(join(root, 'libs'))
    .map((library) => join(root, 'libs', library, 'golden'))
    .filter((folder) => existsSync(folder))
    .flatMap(goldenIn);

export const bodyBytes = ({ body }: Golden): Uint8Array =>
  Buffer.from(JSON.stringify(body), 'utf8');

export const recordOf = (golden: Golden) => ({
  key: golden.key,
  headers: golden.headers,
  value: bodyBytes(golden),
  offset: 41,
  time: Date.parse('2026-01-05T10:00:03Z'),
});
