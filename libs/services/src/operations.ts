import { inboxTopic } from '#runtime';
import type { Ports, RunningService } from '#runtime';
import type { Operated, Operations } from './gateway.js';
import type { ServiceName } from './register.js';

/** The answer of a neighbour that an input halts at, where leaving it out is possible. */
const setInputAside = (
  found: RunningService | undefined,
  service: ServiceName,
  partition: number,
  offset: number,
  source: string,
): Operated => {
  const halted = found?.status
    .inputs()
    .find((each) => each.source === source && each.partition === partition);
  if (found === undefined || halted?.phase !== 'halted') return { kind: 'not-halted' };
  const { at, reason = '' } = halted;
  if (at === undefined) return { kind: 'cannot', reason };
  if (at.offset !== offset) return { kind: 'not-next', next: at.offset };
  found.quarantine(partition, offset, at.input);
  return {
    kind: 'resumed',
    names: [`${service} ← ${source}`],
    told:
      `what ${service} should have done about this event of ` +
      `${source} is not done: their books may differ from now on, and oms verify then says so`,
  };
};

/** The record of a source that an intake halts at, where leaving it out is possible. */
const setAside = (
  found: RunningService | undefined,
  service: ServiceName,
  partition: number,
  offset: number,
  source: string,
): Operated => {
  const intake = found?.status.intakes.get(source)?.get(partition);
  if (found === undefined || intake?.phase !== 'halted') return { kind: 'not-halted' };
  const { at, reason = '' } = intake;
  if (at === undefined) return { kind: 'cannot', reason };
  if (at !== offset) return { kind: 'not-next', next: at };
  found.quarantine(partition, offset, source);
  return { kind: 'resumed', names: [`${service} ← ${source}`] };
};

/** Decisions about what `running` shows; of what it leaves out nothing has halted. */
export const operationsOf = (
  { logs }: Pick<Ports, 'logs'>,
  running: readonly RunningService[],
): Operations => {
  const find = (service: ServiceName): RunningService | undefined =>
    running.find(({ name }) => name === service);
  return {
    resume(service, partition, acceptClock = false) {
      const found = find(service);
      const names: string[] = [];
      if (found?.status.writers.get(partition)?.phase === 'halted') {
        if (acceptClock) found.acceptClock(partition);
        else found.resume(partition);
        names.push(service);
      }
      for (const { source, partition: own, phase } of found?.status.inputs() ?? []) {
        if (own !== partition || phase !== 'halted') continue;
        if (acceptClock) found?.acceptClock(partition);
        else found?.resume(partition, source);
        names.push(`${service} ← ${source}`);
      }
      for (const [source, partitions] of found?.status.intakes ?? []) {
        if (partitions.get(partition)?.phase !== 'halted') continue;
        found?.resume(partition, source);
        names.push(`${service} ← ${source}`);
      }
      return names.length === 0 ? { kind: 'not-halted' } : { kind: 'resumed', names };
    },
    async quarantine(service, partition, offset, source) {
      const found = find(service);
      if (source !== undefined) {
        const isInput = found?.status.inputs().some((each) => each.source === source);
        const ways = isInput ? setInputAside : setAside;
        return ways(found, service, partition, offset, source);
      }
      const writer = found?.status.writers.get(partition);
      if (found === undefined || writer?.phase !== 'halted') return { kind: 'not-halted' };
      const inbox = logs(inboxTopic(service));
      const read = await inbox.read(partition, writer.inbox + 1, { records: 1, bytes: 1 });
      const next = read.kind === 'read' ? read.slice.records[0]?.offset : undefined;
      if (next !== offset) return { kind: 'not-next', next };
      found.quarantine(partition, offset);
      return { kind: 'resumed', names: [service] };
    },
  };
};
