import { setTimeout as pause } from 'node:timers/promises';
import type { SourceRow } from '#channels';
import type { Histogram } from 'hdr-histogram-js';
import type { Token } from '#runtime';
import type { Desk, PartitionStatus } from '#services';
import { CommandError } from '../console.js';
import { settling } from '../progress.js';
import { postingOf } from './posting.js';
import type { Sink } from './sink.js';

const busyPauseMs = 5;
const settleLookMs = 2_000;
/** Nothing at all may stand still this long before an import gives up. */
const standstillMsMax = 60_000;

/** Posts one row, as often as the queue is full, and says where it stands. */
const postOne = async (desk: Desk, row: SourceRow): Promise<Token> => {
  const { service, posting } = postingOf(row, desk.keys);
  for (;;) {
    const outcome = service === 'orders'
      ? await desk.post(service, posting, row.id) : await desk.post(service, posting, row.id);
    if (outcome.kind === 'posted') return outcome.token;
    if (outcome.kind === 'unavailable') throw new CommandError(`not posted: ${outcome.reason}`);
    await pause(busyPauseMs);
  }
};

const haltedIn = (statuses: readonly PartitionStatus[]): string | undefined => {
  const halted = statuses.find(({ state }) => state === 'halted');
  return halted && `${halted.name}/${halted.partition} halted: ${halted.reason ?? 'unknown'}`;
};

/** Waits in short looks: a halted partition or a standstill ends the wait with its reason. */
const settleDesk = async (desk: Desk, signal: AbortSignal): Promise<void> => {
  let seen = '';
  let since = performance.now();
  const shown = settling();
  for (;;) {
    const { settled, waitingFor } = await desk.settled([], settleLookMs, signal);
    if (settled) return;
    if (signal.aborted) throw new CommandError('interrupted before everything had settled');
    const statuses = await desk.status();
    const halted = haltedIn(statuses);
    if (halted !== undefined) throw new CommandError(halted);
    shown(`${statuses.reduce((sum, { lag }) => sum + lag, 0)} records to pass`);
    const now = waitingFor.join('; ');
    if (now !== seen) [seen, since] = [now, performance.now()];
    else if (performance.now() - since > standstillMsMax) {
      throw new CommandError(`nothing moves: ${now}`);
    }
  }
};

/** Every so many orders' rows is timed from its post until the view shows it. */
const timedEvery = 50;
const visibleMsMax = 60_000;

const timeOne = async (desk: Desk, row: SourceRow, latency: Histogram): Promise<void> => {
  const began = performance.now();
  const token = await postOne(desk, row);
  void desk.views.orders.reached(token, visibleMsMax, new AbortController().signal)
    .then(() => latency.recordValue(Math.max(1, Math.round(performance.now() - began))));
};

/** Posts into a backend of this process; `latency` takes milliseconds from post to visible. */
export const localSink = (desk: Desk, latency?: Histogram): Sink => ({
  // The queue of each inbox partition keeps the order; together they stay below its bound.
  batchesAtOnce: 4,
  post: async (rows) => {
    await Promise.all(rows.map((row, at) =>
      (latency !== undefined && row.kind === 'channel' && at % timedEvery === 0
        ? timeOne(desk, row, latency) : postOne(desk, row))));
  },
  settle: (signal) => settleDesk(desk, signal),
});
