import { setTimeout as pause } from 'node:timers/promises';
import type { ChannelRow, SourceRow } from '#channels';
import type { Histogram } from 'hdr-histogram-js';
import { keyOf } from '#kernel';
import { orderProjections, orderRow } from '#orders';
import type { OrderDocument } from '#orders';
import { ViewsUnavailable } from '#runtime';
import type { Token } from '#runtime';
import type { Gateway, PartitionStatus } from '#services';
import { CommandError } from '../console.js';
import { settling } from '../progress.js';
import { Outcomes } from './outcomes.js';
import { postingOf } from './posting.js';
import type { Refused, Sink } from './sink.js';
import { isOtherwise, those } from './placed-before.js';

const busyPauseMs = 5;
const settleLookMs = 2_000;
/** Nothing at all may stand still this long before an import gives up. */
const standstillMsMax = 60_000;

/** Posts one row, as often as the queue is full, and says where it stands; undefined: nowhere. */
const postOne = async (
  gateway: Gateway,
  row: SourceRow,
  { outcomes, refused }: Posts,
): Promise<Token | undefined> => {
  const read = postingOf(row, gateway.keys);
  if ('code' in read) {
    refused.push(read);
    return undefined;
  }
  const { service, posting } = read;
  for (;;) {
    const outcome =
      service === 'orders'
        ? await gateway.post(service, posting, row.id)
        : await gateway.post(service, posting, row.id);
    if (outcome.kind === 'posted') {
      outcomes.add(service, outcome.token, row.id);
      return outcome.token;
    }
    if (outcome.kind === 'too-large') {
      const detail = `expected a message of at most ${outcome.limitBytes} bytes`;
      refused.push({ id: row.id, code: 'body_too_large', detail });
      return undefined;
    }
    if (outcome.kind === 'unavailable') throw new CommandError(`not posted: ${outcome.reason}`);
    await pause(busyPauseMs);
  }
};

interface Posts {
  readonly outcomes: Outcomes;
  readonly refused: Refused[];
}

const haltedIn = (statuses: readonly PartitionStatus[]): string | undefined => {
  const halted = statuses.find(({ state }) => state === 'halted');
  return halted && `${halted.name}/${halted.partition} halted: ${halted.reason ?? 'unknown'}`;
};

/** Waits in short looks: a halted partition or a standstill ends the wait with its reason. */
const settleGateway = async (gateway: Gateway, signal: AbortSignal): Promise<void> => {
  let seen = '';
  let since = performance.now();
  const shown = settling();
  for (;;) {
    const { settled, waitingFor } = await gateway.settled([], settleLookMs, signal);
    if (settled) return;
    if (signal.aborted) throw new CommandError('interrupted before everything had settled');
    const statuses = await gateway.status();
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

const timeOne = async (
  gateway: Gateway,
  row: SourceRow,
  kept: Posts,
  latency: Histogram,
): Promise<void> => {
  const began = performance.now();
  const token = await postOne(gateway, row, kept);
  if (token === undefined) return;
  void gateway.views.orders
    .reached(token, visibleMsMax, new AbortController().signal)
    .then(() => latency.recordValue(Math.max(1, Math.round(performance.now() - began))));
};

const ordersAtOnce = 256;
const viewsPauseMs = 20;

/** Of a new directory the views answer a moment after its logs. */
const onceFilled = async <T>(ask: () => Promise<T>): Promise<T> => {
  const began = performance.now();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ViewsUnavailable)) throw error;
      if (performance.now() - began > standstillMsMax) throw new CommandError(error.message);
    }
    await pause(viewsPauseMs);
  }
};
const referencesMax = 1_000;

const standsOtherwise = async (gateway: Gateway, row: ChannelRow): Promise<boolean> => {
  const { tenant, channel, channelRef } = row.reference;
  const { orders } = gateway.views;
  const index = keyOf(tenant, `reference:${channelRef}`);
  for (const { key } of await orders.list({ index, limit: referencesMax, descending: false })) {
    const doc = (await orders.get(orderProjections.order.name, key)) as OrderDocument | undefined;
    const order = doc && orderRow(doc);
    if (order?.channel === channel) return isOtherwise(row, order.lines);
  }
  return false;
};

/** Posts into a backend of this process; `latency` takes milliseconds from post to visible. */
export const localSink = (gateway: Gateway, latency?: Histogram): Sink => {
  const kept: Posts = { outcomes: new Outcomes(gateway), refused: [] };
  return {
    // The queue of each inbox partition keeps the order; together they stay below its bound.
    batchesAtOnce: 4,
    placedOtherwise: (placings) =>
      onceFilled(() => those(placings, ordersAtOnce, (row) => standsOtherwise(gateway, row))),
    post: async (rows) => {
      await Promise.all(
        rows.map((row, at) =>
          latency !== undefined && row.kind === 'channel' && at % timedEvery === 0
            ? timeOne(gateway, row, kept, latency)
            : postOne(gateway, row, kept),
        ),
      );
    },
    settle: async (signal) => {
      await settleGateway(gateway, signal);
      return [...kept.refused.splice(0), ...(await kept.outcomes.refused())];
    },
  };
};
