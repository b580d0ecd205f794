import { Acceptance } from './acceptance.mjs';
import { must, partitionCount, processCount, serviceCount } from './shape.mjs';
import { randomFrom } from './random.mjs';

/** No honest schedule comes near it: only services that answer each other for ever. */
const logRecordsMax = 3000;

/** The logs and inboxes, the processes, and the network with its faults. */
export class World {
  now = 0;
  /** In the storm appends are lost, come late or come twice, and processes crash. */
  isStorm = true;
  /** How often an answer tells somebody of itself. */
  chatty = 0.6;
  /** Appends under way whose senders have given them up. */
  late = [];
  /** How far each writer says that it has read its inputs. */
  published = new Map();
  settledCount = 0;

  constructor(seed, fault) {
    this.fault = fault;
    this.random = randomFrom(seed);
    this.partitions = Array.from({ length: serviceCount * partitionCount }, (_, at) => ({
      service: Math.floor(at / partitionCount),
      number: at % partitionCount,
      log: [],
      inbox: [],
      bulk: [],
      accepted: [],
      observed: 0,
      acceptance: new Acceptance(),
      // Some partitions have no writer for a long time: their logs are empty, without an id.
      opensAt: this.random() < 0.25 ? 150 : 0,
    }));
    this.processes = Array.from({ length: processCount }, (_, id) => ({ id, shared: new Map() }));
  }

  /** The partition that is source number `at` of this one. */
  sourceOf({ service }, at) {
    return this.partitions[(1 - service) * partitionCount + at];
  }

  pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  land(partition, records) {
    const first = partition.log.length;
    for (const record of records) partition.log.push({ ...record, at: this.now });
    for (; partition.observed < partition.log.length; partition.observed += 1) {
      const record = partition.log[partition.observed];
      const answer = partition.acceptance.offer(record, partition.observed);
      if (answer) partition.accepted.push(answer);
    }
    must(partition.log.length < logRecordsMax, 'idle services answer each other for ever');
    return first;
  }

  /** One append: where it landed, as far as its sender is told; nothing where that is unknown. */
  *append(partition, records) {
    yield;
    const luck = this.isStorm ? this.random() : 1;
    if (luck < 0.06) {
      this.late.push({ partition, records });
      return undefined;
    }
    if (luck < 0.12) {
      this.land(partition, records);
      return undefined;
    }
    const first = this.land(partition, records);
    if (luck < 0.17) this.land(partition, records);
    yield;
    return first;
  }

  publish(partition, read) {
    if (this.random() < 0.7) this.published.set(partition, read);
  }
}
