import type { Message } from '#kernel';
import type { Log, LogRecord } from '#ports';
import { hosted } from '#runtime';
import type { JournalEntry, RunningView, Service } from '#runtime';
import { serviceModules, startBackend } from '#services';
import type { AnyService, Backend, BackendPorts } from '#services';
import { dice } from '../dice.js';
import type { SimulatedPorts } from '../simulated-ports.js';
import type { Code } from '../simulated-process.js';
import type { World } from '../world.js';
import { builtAs } from './builds.js';
import type { Build } from './builds.js';
import type { OnViolation } from './violations.js';
import type { Scenario } from './scenario.js';

/** Who appended a record, in which call: the same bytes sent again are the same call. */
export interface Author {
  /** Process and incarnation: `orders-a#2`. */
  readonly writer: string;
  readonly call: number;
}

export type Authors = (record: LogRecord) => Author | undefined;

/** What a spec may break, to see that it is found: the parts that a worker is made of. */
export interface Tampering {
  readonly service?: <C extends Message, E extends Message, S>(
    service: Service<C, E, S>,
    world: World,
  ) => Service<C, E, S>;
  readonly ports?: (ports: BackendPorts, world: World) => BackendPorts;
}

interface DeploymentOptions {
  readonly world: World;
  readonly scenario: Scenario;
  readonly violated: OnViolation;
  readonly tampering: Tampering;
}

const instances = ['a', 'b'] as const;

/** All workers of a world: two of each, on builds that change from one start to the next. */
export class Deployment {
  readonly #authors = new WeakMap<LogRecord['headers'], Author>();
  readonly #views = new Set<RunningView>();
  readonly #names: string[] = [];
  #calls = 0;
  /** The whole backend in one process, once the workers have gone. */
  backend: Backend | undefined;

  constructor(private readonly options: DeploymentOptions) {}

  readonly authors: Authors = (record) => this.#authors.get(record.headers);

  /** Two instances of each service and of the views, each a process of its own. */
  start(): void {
    for (const instance of instances) {
      for (const [salt, each] of serviceModules.entries()) {
        this.#worker(`${each.name}-${instance}`, salt, each);
      }
      this.#process(`views-${instance}`, (ports) => (running, signal) => {
        const started = serviceModules.map((each) => each.startView(ports, signal));
        started.forEach((view) => this.#views.add(view));
        return Promise.all(started.map(({ ended }) => ended)).then(() => undefined);
      });
    }
  }

  /**
   * Every worker is told to end, and one process with everything in it takes over; services that
   * were tampered with stay to the end.
   */
  replace(): void {
    const {
      world,
      scenario: { keys },
      tampering,
    } = this.options;
    if (tampering.service !== undefined) return;
    for (const name of this.#names) world.stop(name);
    this.#process('oms', (ports) => async (running, signal) => {
      this.backend = startBackend(ports, keys);
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await this.backend.stop();
    });
  }

  /** Views that stopped for a bug. */
  get stale(): readonly string[] {
    return [...this.#views].flatMap(({ service, statuses }) =>
      statuses.flatMap(({ stale }) => (stale === undefined ? [] : [`${service}: ${stale.reason}`])),
    );
  }

  #worker(name: string, salt: number, { open }: AnyService): void {
    const {
      world,
      scenario: { keys },
      tampering,
    } = this.options;
    this.#process(
      name,
      (ports) => (running, signal, count) =>
        open((inside) => {
          const service = inside.service(keys);
          const served = tampering.service?.(service, world) ?? service;
          const built = builtAs(served, this.#build(name, salt, count));
          return hosted(built).start(ports, signal).ended;
        }),
    );
  }

  /** Each start may run other code. */
  #build(name: string, salt: number, count: number): Build {
    const { seed, levels } = this.options.scenario;
    const chance = dice(Math.imul(seed, 31) + salt * 7_919 + count * 104_729 + name.length);
    const older = levels && chance.chance(0.3);
    return { name: `${name.at(-1) ?? ''}${chance.below(3)}`, older };
  }

  #process(name: string, code: (ports: BackendPorts) => Code): void {
    this.#names.push(name);
    this.options.world.process(name, async (ports, signal, count) => {
      const given = this.#portsOf(ports, `${name}#${count}`);
      const own = this.options.tampering.ports?.(given, this.options.world) ?? given;
      await code(own)(ports, signal, count);
    });
  }

  #portsOf(ports: SimulatedPorts, writer: string): BackendPorts {
    const logs = new Map<string, Log>();
    return {
      logs: (topic) => {
        const log = logs.get(topic) ?? this.#signed(ports.log(topic), writer);
        logs.set(topic, log);
        return log;
      },
      states: ports.states,
      positions: ports.positions,
      generations: ports.generations,
      clock: ports.clock,
      random: ports.random,
      ownership: ports.ownership,
      log: (entry) => this.#journal(writer, entry),
    };
  }

  /** Nothing here is a reason to halt: the logs lose nothing that they acknowledged. */
  #journal(writer: string, { level, worker, partition, text }: JournalEntry): void {
    if (level !== 'error') return;
    this.options.violated('no-halt', `${writer} ${worker}/${partition} ${text}`);
  }

  #signed(log: Log, writer: string): Log {
    return {
      ...log,
      append: (partition, records) => {
        this.#calls += 1;
        for (const { headers } of records) {
          if (this.#authors.has(headers)) continue;
          this.#authors.set(headers, { writer, call: this.#calls });
        }
        return log.append(partition, records);
      },
    };
  }
}
