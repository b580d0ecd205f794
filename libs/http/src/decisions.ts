import { z } from 'zod';
import { never } from '#kernel';
import { isService, serviceNames } from '#services';
import type { Operated, ServiceName } from '#services';
import { fieldProblem, problem, shown } from './problems/problem.js';

const offsetExpected = 'expected a whole number from 0 on: an offset';
const sourceExpected = 'expected the name of a service or the topic of a channel';

/** The body of an operator's `quarantine`. */
export const quarantineInput = z
  .strictObject({
    offset: z
      .int({ error: offsetExpected })
      .min(0, { error: offsetExpected })
      .describe('the inbox offset that the writer halts at; with `source` the offset in its topic'),
    source: z
      .string({ error: sourceExpected })
      .min(1, { error: sourceExpected })
      .max(256)
      .optional()
      .describe('of an intake that has halted: the service or channel topic that it reads'),
  })
  .meta({ id: 'Quarantine' });

const acceptExpected = 'expected clock, or no such parameter';

/** `?accept=clock` of an operator's `resume`. */
export const acceptParameter = z.literal('clock', { error: acceptExpected }).optional();

/** A partition of a service: what an operator decides about. */
export interface ServicePartition {
  readonly service: ServiceName;
  readonly partition: number;
}

/** What the parameters of a path name, of so many partitions; throws `parameter_invalid`. */
export const servicePartitionIn = (
  named: string,
  numbered: string,
  partitions: number,
): ServicePartition => {
  if (!isService(named)) {
    throw fieldProblem('parameter_invalid', {
      field: 'service',
      expected: serviceNames.join(', '),
      got: shown(named),
    });
  }
  if (/^\d{1,5}$/.test(numbered) && Number(numbered) < partitions) {
    return { service: named, partition: Number(numbered) };
  }
  throw fieldProblem('parameter_invalid', {
    field: 'partition',
    expected: `0 to ${partitions - 1}`,
    got: shown(numbered),
  });
};

/** What an operator's word came to as an answer; throws a problem where it changed nothing. */
export const operatedAnswer = (
  { service, partition }: ServicePartition,
  operated: Operated,
): object => {
  switch (operated.kind) {
    case 'resumed':
      return {
        service,
        partition,
        resumed: operated.names,
        ...(operated.told !== undefined && { told: operated.told }),
      };
    case 'cannot':
      throw problem('not_set_aside', `no record of its source can be left out: ${operated.reason}`);
    case 'not-halted':
      throw problem('not_halted', `no writer or intake of ${service}/${partition} has halted`);
    case 'elsewhere': {
      const places = operated.names.map((name) => `${name}/${partition}`).join(', ');
      throw problem(
        'partition_elsewhere',
        `another process than this has ${places}, or none yet: ` +
          '`oms status` names it and its port',
      );
    }
    case 'not-next':
      throw problem(
        'not_next',
        operated.next === undefined
          ? `no message waits in ${service}/${partition}`
          : `${service}/${partition} halts at ${operated.next}`,
        { members: operated.next === undefined ? {} : { next: operated.next } },
      );
    default:
      return never(operated);
  }
};
