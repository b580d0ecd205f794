import { rebuildingOf, startViews } from '#services';
import { apiAt } from '../api-client.js';
import { CommandError, interruption, print, printJson } from '../console.js';
import { openData, requireData } from '../data-directory.js';
import { openToRead, targetOf } from '../target.js';
import type { TargetOptions, OpenedTarget, ReadableTarget } from '../target.js';
import { showing } from '../progress.js';
import type { Passed } from '../progress.js';

export interface RebuildOptions extends TargetOptions {
  readonly json?: boolean;
  readonly back?: boolean;
}

/** What it came to; `from` is kept for a day. */
interface Built {
  readonly projection: string;
  readonly from: number | null;
  readonly to: number;
  readonly records: number;
}

type Build = (projection: string, back: boolean, passed: Passed) => Promise<Built>;

/**
 * `oms rebuild`: the next generation beside the one that answers, then one flip; `--back`: a flip
 * to the one that answered before, as long as it is kept.
 */
export const rebuildView = async (projection: string, options: RebuildOptions): Promise<void> => {
  const { json, back = false } = options;
  const place = targetOf(options);
  const build = place.kind === 'api' ? builtBy(place.address) : builtHere(place);
  const built = await showing(`rebuild ${projection}`, (passed) => build(projection, back, passed));
  const { from, to, records } = built;
  const made = back ? 'again, up to date with' : 'now, built from';
  await (json === true
    ? printJson(built)
    : print(
        `${projection}: generation ${to} answers ${made} ${records} records` +
          `${from === null ? '' : `; generation ${from} is kept`}`,
      ));
};

/** By this process, of a data directory that it takes, or beside those who work on servers. */
const builtHere =
  (place: ReadableTarget): Build =>
  async (projection, back, passed) => {
    const signal = interruption();
    const opened = await openToBuild(place);
    const end = new AbortController();
    signal.addEventListener('abort', () => end.abort(), { once: true });
    const viewed = startViews(opened.ports, end.signal);
    try {
      const rebuilding = rebuildingOf(viewed);
      const {
        from = null,
        to,
        records,
      } = await (back
        ? rebuilding.rollBack(projection, passed)
        : rebuilding.rebuild(projection, passed));
      return { projection, from, to, records };
    } finally {
      end.abort();
      await Promise.all(viewed.map(({ ended }) => ended));
      await opened.close();
    }
  };

/** A data directory is taken to write; on servers the others go on beside and follow the flip. */
const openToBuild = async (place: ReadableTarget): Promise<OpenedTarget> => {
  if (place.kind === 'servers') return openToRead(place);
  requireData(place.directory);
  return openData(place.directory);
};

/** A line of the service's answer: how far it is, and at last what it came to. */
type RebuildLine =
  | { readonly passed: number; readonly total: number }
  | { readonly error: { readonly detail: string } }
  | Built;

/** By the process that serves; it goes on there where this one is interrupted. */
const builtBy =
  (address: string): Build =>
  async (projection, back, passed) => {
    const verb = back ? 'roll-back' : 'rebuild';
    let last: RebuildLine | undefined;
    const take = (line: string): void => {
      last = JSON.parse(line) as RebuildLine;
      if ('passed' in last && last.total > 0) passed(last.passed, last.total);
    };
    await apiAt(address).lines(
      `/projections/${encodeURIComponent(projection)}/${verb}`,
      { method: 'POST' },
      take,
    );
    if (last === undefined || 'passed' in last)
      throw new CommandError(`${address} ended its answer`);
    if ('error' in last) throw new CommandError(last.error.detail);
    return last;
  };
