/**
 * Histories of aggregates as the log had them, of which every event is folded: recorded once from
 * the simulation, then fixed.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventEnvelope, LogEvent } from '#contracts';
import type { Message } from '#kernel';
import { isLogEvent } from '#runtime';
import { moduleNamed } from '#services';
import type { ServiceName } from '#services';
import { runCampaign } from '#simulation';

/** One record of a log, as golden files have it, and the history that it belongs to. */
interface Line {
  readonly history: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/** The events of one aggregate, decoded as this build reads them, by the history's name. */
export type Histories = ReadonlyMap<string, readonly EventEnvelope<Message>[]>;

export const folder = join(__dirname, 'golden');
const fileOf = (service: ServiceName): string => join(folder, `${service}.ndjson`);

const decoded = (service: ServiceName, { key, headers, body }: Line, offset: number) => {
  const value = Buffer.from(JSON.stringify(body));
  const record = { key, headers, value, offset, time: 0 };
  const read = moduleNamed(service).open(({ codec }) => codec.decodeEvent(record));
  if (!('event' in read)) throw new Error(`${headers['ce_type']} is no event of an aggregate`);
  return read as EventEnvelope<Message>;
};

export const historiesOf = (service: ServiceName): Histories => {
  const file = fileOf(service);
  const texts = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const found = new Map<string, EventEnvelope<Message>[]>();
  for (const [offset, text] of texts.entries()) {
    if (text === '') continue;
    const line = JSON.parse(text) as Line;
    const events = found.get(line.history) ?? [];
    events.push(decoded(service, line, offset));
    found.set(line.history, events);
  }
  return found;
};

const isOfAggregate = (
  envelope: EventEnvelope<Message | LogEvent>,
): envelope is EventEnvelope<Message> & { readonly key: string } =>
  envelope.key !== null && envelope.version > 0 && !isLogEvent<Message>(envelope.event);

type Heard = EventEnvelope<Message> & { readonly key: string };

const append = (service: ServiceName, history: string, events: readonly Heard[]): void => {
  const lines = events.map((envelope): Line => {
    // The codec writes what it has read: each service's own events.
    const { headers, value } = moduleNamed(service).open(({ codec }) =>
      codec.encodeEvent(envelope as never),
    );
    const body = JSON.parse(Buffer.from(value ?? []).toString()) as object;
    return { history, key: envelope.key, headers, body };
  });
  appendFileSync(fileOf(service), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
};

const seedsMax = 150;

/** Adds histories from the simulation until each of `wanted` is in one; gives the others. */
export const recorded = async (wanted: readonly string[]): Promise<readonly string[]> => {
  const missing = new Set(wanted);
  for (let seed = 1; seed <= seedsMax && missing.size > 0; seed += 1) {
    const heard = new Map<string, { service: ServiceName; events: Heard[] }>();
    await runCampaign(seed, {
      heard(service, envelope) {
        if (!isOfAggregate(envelope)) return;
        const name = `${service} ${envelope.key} of seed ${seed}`;
        const history = heard.get(name) ?? { service, events: [] };
        history.events.push(envelope);
        heard.set(name, history);
      },
    });
    for (const [name, { service, events }] of heard) {
      const types = events.map(({ event }) => event.type);
      if (!types.some((type) => missing.has(type))) continue;
      // A seed that had another history when it was recorded before.
      const known = historiesOf(service);
      let fresh = name;
      while (known.has(fresh)) fresh = `${fresh}, again`;
      append(service, fresh, events);
      for (const type of types) missing.delete(type);
    }
  }
  return [...missing].toSorted();
};
