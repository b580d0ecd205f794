import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openSource } from '../src/index.js';
import type { LeftOut, Phase, Source, SourceOptions, SourceRow } from '../src/index.js';

const folders: string[] = [];

/** A new folder with these files; a name that ends in `.gz` is written gzipped. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'channels-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), name.endsWith('.gz') ? gzipSync(text) : text);
  }
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

/** A source, and what it has told that it leaves out. */
export type Opened = Source & { readonly leftOut: readonly LeftOut[] };

export const open = async (text: string, options: Partial<SourceOptions> = {}): Promise<Opened> => {
  const leftOut: LeftOut[] = [];
  const tell = (one: LeftOut): unknown => leftOut.push(one);
  const source = await openSource(text, {
    tenant: 'acme',
    stockFactor: 1,
    seed: 1,
    tell,
    ...options,
  });
  return { ...source, leftOut };
};

export async function rowsOf(source: Source, name: Phase['name']): Promise<readonly SourceRow[]> {
  const rows: SourceRow[] = [];
  for (const phase of source.phases) {
    if (phase.name !== name) continue;
    for await (const row of phase.rows) rows.push(row);
  }
  return rows;
}

/** What a row says, in short: whom it is for, the type and the body. */
export const said = (row: SourceRow) => ({
  of: row.kind === 'channel' ? row.reference.channelRef : `${row.node}/${row.sku}`,
  type: row.message.type,
  data: row.message.data,
});

type Message = SourceRow['message'];
type Bodies = { readonly [M in Message as M['type']]: M['data'] };

const isOf =
  <T extends keyof Bodies>(type: T) =>
  (message: Message): message is Message & { readonly data: Bodies[T] } =>
    message.type === type;

/** Bodies of the messages of one type. */
export const bodies = <T extends keyof Bodies>(
  rows: readonly SourceRow[],
  type: T,
): readonly Bodies[T][] =>
  rows
    .map(({ message }) => message)
    .filter(isOf(type))
    .map(({ data }) => data);
