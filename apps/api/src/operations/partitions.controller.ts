import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { serviceNames } from '#services';
import type { Desk, Operated, Operations, ServiceName } from '#services';
import { deskToken } from '../desk.js';
import { resumedAnswer } from '../docs/answers.js';
import { Documented } from '../docs/documented.js';
import { partitionParameters } from '../docs/parameters.js';
import { fieldProblem, problem, shown } from '../problems/problem.js';
import { Checked } from '../reading/checked.js';

const tag = 'operations';
const offsetExpected = 'expected a whole number from 0 on: an inbox offset';
const quarantineInput = z.strictObject({
  offset: z.int({ error: offsetExpected }).min(0, { error: offsetExpected })
    .describe('the inbox offset that the writer halts at'),
}).meta({ id: 'Quarantine' });

interface Place { readonly service: ServiceName; readonly partition: number }

/** A halted partition waits for people: this is how they say that it shall go on. */
@Controller('v1/partitions/:service/:partition')
export class PartitionsController {
  constructor(@Inject(deskToken) private readonly desk: Desk) {}

  @Post('resume')
  @HttpCode(200)
  @Documented({
    tag, summary: 'Let halted work of a partition go on', parameters: partitionParameters,
    description: 'After its reason was mended: the writer, and intakes, that have halted begin '
      + 'again from the log. What is not mended halts again. A view that is stale is rebuilt.',
    answers: { 200: resumedAnswer },
    problems: ['parameter_invalid', 'not_halted', 'workers_elsewhere'],
  })
  resume(@Param('service') service: string, @Param('partition') partition: string): object {
    const place = this.#placeOf(service, partition);
    return answerOf(place, this.#operations(place).resume(place.service, place.partition));
  }

  @Post('quarantine')
  @HttpCode(200)
  @Documented({
    tag, summary: 'Set aside the message that a writer halts at, and go on',
    description: 'The message is answered as rejected with the code `quarantined`, listed, and can '
      + 'be re-driven once it can be decided.',
    parameters: partitionParameters, answers: { 200: resumedAnswer },
    body: { schema: quarantineInput, example: { offset: 1_207 } },
    problems: ['parameter_invalid', 'not_halted', 'not_next', 'workers_elsewhere'],
  })
  async quarantine(
    @Param('service') service: string, @Param('partition') partition: string,
    @Body(new Checked(quarantineInput)) { offset }: z.output<typeof quarantineInput>,
  ): Promise<object> {
    const place = this.#placeOf(service, partition);
    const operations = this.#operations(place);
    return answerOf(place, await operations.quarantine(place.service, place.partition, offset));
  }

  #operations({ service }: Place): Operations {
    if (this.desk.operations !== undefined) return this.desk.operations;
    throw problem('workers_elsewhere', `this API runs no workers: restart the process of ${service}`
      + ' that holds the partition, which begins again from the log');
  }

  #placeOf(name: string, number: string): Place {
    const service = serviceNames.find((each) => each === name);
    if (service === undefined) {
      throw fieldProblem('parameter_invalid', {
        field: 'service', expected: serviceNames.join(', '), got: shown(name),
      });
    }
    const { partitions } = this.desk;
    if (!/^\d{1,5}$/.test(number) || Number(number) >= partitions) {
      throw fieldProblem('parameter_invalid', {
        field: 'partition', expected: `0 to ${partitions - 1}`, got: shown(number),
      });
    }
    return { service, partition: Number(number) };
  }
}

const answerOf = ({ service, partition }: Place, operated: Operated): object => {
  switch (operated.kind) {
    case 'resumed':
      return { service, partition, resumed: operated.names };
    case 'not-halted':
      throw problem('not_halted', `no writer or intake of ${service}/${partition} has halted`);
    default:
      throw problem('not_next', operated.next === undefined
        ? `no message waits in ${service}/${partition}`
        : `${service}/${partition} halts at ${operated.next}`, {
        members: operated.next === undefined ? {} : { next: operated.next },
      });
  }
};
