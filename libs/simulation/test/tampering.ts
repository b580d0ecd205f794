/** Builds with one rule of the design missing each, made of the parts that a worker is given. */
import { refuse } from '#kernel';
import type { Decider, Message } from '#kernel';
import { isUndecodable } from '#contracts';
import type { Log, LogRecord, Projections, StoredRecord } from '#ports';
import type { Service } from '#runtime';
import type { BackendPorts, ServiceName } from '#services';
import type { StockCommand, StockEvent, StockState } from '#inventory';
import type { OrderCommand, OrderEvent, OrderState } from '#orders';
import type { Tampering } from '../src/campaign/deployment.js';
import type { World } from '../src/world.js';

const isEvents = (topic: string): boolean => topic.endsWith('.events');
export const isInbox = (topic: string): boolean => topic.endsWith('.inbox');
const isTerm = ({ headers }: LogRecord): boolean => headers.ce_type === 'oms.log.term-opened';

export const withLogs = (change: (log: Log, world: World) => Log): Tampering => ({
  ports: (ports, world) => {
    const logs = new Map<string, Log>();
    return {
      ...ports,
      logs: (topic) => {
        const log = logs.get(topic) ?? change(ports.logs(topic), world);
        logs.set(topic, log);
        return log;
      },
    };
  },
});

const withViews = (change: (views: Projections) => Projections): Tampering => ({
  ports: (ports: BackendPorts) => ({
    ...ports,
    generations: {
      ...ports.generations,
      open: async (...given) => change(await ports.generations.open(...given)),
    },
  }),
});

export const everywhere = (service: NonNullable<Tampering['service']>): Tampering => ({ service });

/** The types of the services that are tampered with by name. */
interface Named {
  readonly orders: Service<OrderCommand, OrderEvent, OrderState>;
  readonly inventory: Service<StockCommand, StockEvent, StockState>;
}

/** Changes one service; its name says of which types it is. */
const withService = <N extends ServiceName & keyof Named>(
  name: N,
  change: (service: Named[N], world: World) => Named[N],
): Tampering => ({
  service: (service, world) =>
    service.name === name ? (change(service as never, world) as never) : service,
});

/** A log in which what stands under an older term seems to be of the newest. */
export const ofNewestTerm = (log: Log, world: World): Log => ({
  ...log,
  read: async (partition, from, limit) => {
    const outcome = await log.read(partition, from, limit);
    if (outcome.kind !== 'read') return outcome;
    const all = await world.log(log.topic).read(partition, 0, { records: 1e6, bytes: 1e9 });
    const terms = all.kind === 'read' ? all.slice.records.filter(isTerm) : [];
    const underNewest = (record: StoredRecord): StoredRecord => {
      const term = terms.findLast(({ offset }) => offset < record.offset)?.offset;
      if (isTerm(record) || term === undefined) return record;
      return { ...record, headers: { ...record.headers, ce_omsterm: `${term}` } };
    };
    const records = outcome.slice.records.map(underNewest);
    return { ...outcome, slice: { ...outcome.slice, records } };
  },
});

/** A reader takes what stands under an older term for a record of the newest. */
export const noTermRule = withLogs((log, world) =>
  isEvents(log.topic) ? ofNewestTerm(log, world) : log,
);

/** A writer believes that its append came to where it expected it. */
export const noOffsetCheck = withLogs((log) => {
  const expected = new Map<number, number>();
  return isEvents(log.topic)
    ? {
        ...log,
        append: async (partition, records) => {
          const outcome = await log.append(partition, records);
          if (outcome.kind !== 'appended') return outcome;
          const known = records.some(isTerm) ? undefined : expected.get(partition);
          const first = known ?? outcome.first;
          expected.set(partition, first + records.length);
          return { kind: 'appended', first };
        },
      }
    : log;
});

/** What came before is not known by its id; the answers still name it. */
export const noCommandIds: Tampering = everywhere((service) => {
  const origins = new Map<string, { readonly command: string; readonly source?: string }>();
  const { codec } = service;
  return {
    ...service,
    codec: {
      ...codec,
      decodeCommand(record) {
        const read = codec.decodeCommand(record);
        if (isUndecodable(read)) return read;
        const { id, source } = read;
        const origin = { command: id, ...(source !== undefined && { source }) };
        origins.set(`${record.offset} ${read.key}`, origin);
        return { ...read, id: `${id} once ${record.offset}` };
      },
      encodeEvent(envelope) {
        const { input, offset } = envelope.link;
        const origin = origins.get(`${offset} ${String(envelope.key)}`);
        if (origin === undefined || input !== 'inbox') return codec.encodeEvent(envelope);
        const { command: _command, ...rest } = envelope;
        return codec.encodeEvent({ ...rest, ...origin });
      },
    },
  };
});

/** A store that keeps everything but how far the inputs were answered. */
export const volatilePlaces: Tampering = {
  ports: (ports) => ({
    ...ports,
    states: async (name, partition) => {
      const states = await ports.states(name, partition);
      return {
        cursor: () => states.cursor(),
        get: (key) => states.get(key),
        first: (prefix, limit) => states.first(prefix, limit),
        clear: () => states.clear(),
        commit: (changes, cursor) =>
          states.commit(new Map([...changes].filter(([key]) => !key.startsWith('w/'))), cursor),
      };
    },
  }),
};

/** A view takes every batch, whatever it was folded on. */
export const noCursorCheck = withViews((views) => ({
  ...views,
  apply: async (partition, batch) =>
    views.apply(partition, { ...batch, from: await views.cursor(partition) }),
}));

/** A generation that answers as soon as it is begun, filled or not. */
export const hastyPointer: Tampering = {
  ports: (ports) => {
    const folds = new Map<string, string>();
    const { generations } = ports;
    return {
      ...ports,
      generations: {
        ...generations,
        flip: (service, generation, fold, incarnation) => {
          folds.set(service, fold);
          return generations.flip(service, generation, fold, incarnation);
        },
        open: async (service, generation, partitions) => {
          const views = await generations.open(service, generation, partitions);
          const fold = folds.get(service);
          if (fold === undefined || (await generations.current(service)) !== undefined)
            return views;
          await generations.flip(service, generation, fold);
          return views;
        },
      },
    };
  },
};

/** A view that passes an answer and does not keep it. */
export const noAnswers = withViews((views) => ({
  ...views,
  apply: (partition, batch) =>
    views.apply(partition, {
      ...batch,
      documents: batch.documents.filter(({ view }) => view !== 'answer'),
    }),
}));

/** A term record that states another level than the one that its writer has. */
export const wrongLevel = everywhere((service) => {
  let terms = 0;
  return {
    ...service,
    codec: {
      ...service.codec,
      encodeTerm(name, partition, { id, level }, at) {
        terms += 1;
        return service.codec.encodeTerm(name, partition, { id, level: level - (terms % 2) }, at);
      },
    },
  };
});

/** A clock that reminds of a deadline that nobody has. */
export const deafTimers = withService('orders', (orders) => ({
  ...orders,
  deadlineCommand: (_key, { name }) => ({
    type: 'order.deadline-reached',
    data: { name, at: '2020-01-01T00:00:00Z' },
  }),
}));

const deciding = <C extends Message, E extends Message, S>(
  service: Service<C, E, S>,
  change: (decider: Decider<C, E, S>) => Decider<C, E, S>['decide'],
): Service<C, E, S> => ({
  ...service,
  decider: { ...service.decider, decide: change(service.decider) },
});

/** A ledger that believes in more units than it has. */
export const overselling = withService('inventory', (inventory) =>
  deciding(inventory, (decider) => (command, state, moment) => {
    const available = state.root.available + 5_000_000;
    return decider.decide(command, { ...state, root: { ...state.root, available } }, moment);
  }),
);

/** Decisions that hang on something else than command and state: on trouble that has been. */
export const nervous = withService('orders', (orders, world) =>
  deciding(
    orders,
    (decider) => (command, state, moment) =>
      world.faults.size > 2 && command.type === 'order.record-dispatch'
        ? refuse('nervous', 'not now')
        : decider.decide(command, state, moment),
  ),
);
