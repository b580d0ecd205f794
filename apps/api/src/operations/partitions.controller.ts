import { Body, Controller, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import {
  acceptParameter,
  Checked,
  operatedAnswer,
  problem,
  quarantineInput,
  servicePartitionIn,
} from '#http';
import type { ServicePartition } from '#http';
import type { Gateway, Operations } from '#services';
import { gatewayToken } from '../gateway.js';
import { Documented } from '../docs/documented.js';
import { partitionParameters, resumeParameters } from '../docs/parameters.js';
import { resumedAnswer } from '../docs/partition-answers.js';
import { CheckedQuery } from '../reading/query.js';

const tag = 'operations';
const resumeQuery = z.strictObject({ accept: acceptParameter });

/** A halted partition waits for people: this is how they say that it shall go on. */
@Controller('v1/partitions/:service/:partition')
export class PartitionsController {
  constructor(@Inject(gatewayToken) private readonly gateway: Gateway) {}

  @Post('resume')
  @HttpCode(200)
  @Documented({
    tag,
    summary: 'Let halted work of a partition go on',
    parameters: resumeParameters,
    description:
      'After its reason was mended: the writer, and intakes, that have halted begin ' +
      'again from the log. What is not mended halts again. A view that is stale is rebuilt. With ' +
      '`accept=clock` messages are answered at the times that the log gave them, ahead of the ' +
      'clock or not: for a clock of the log that was ahead and is mended.',
    answers: { 200: resumedAnswer },
    problems: ['parameter_invalid', 'not_halted', 'partition_elsewhere', 'workers_elsewhere'],
  })
  resume(
    @Param('service') service: string,
    @Param('partition') partition: string,
    @Query(new CheckedQuery(resumeQuery)) { accept }: z.output<typeof resumeQuery>,
  ): object {
    const place = servicePartitionIn(service, partition, this.gateway.partitions);
    const operations = this.#operations(place, 'resume');
    const operated = operations.resume(place.service, place.partition, accept === 'clock');
    return operatedAnswer(place, operated);
  }

  @Post('quarantine')
  @HttpCode(200)
  @Documented({
    tag,
    summary: 'Set aside the message that a writer or an intake halts at, and go on',
    description:
      'The message is answered as rejected with the code `quarantined`, listed, and can ' +
      'be re-driven once it can be decided. With `source` it is the record of another service or ' +
      'of a channel that the intake of this service halts at: nothing follows from it, which is ' +
      'listed in the same way. Of an event of a service the answer tells that books may differ ' +
      'from then on; what an intake cannot read at all is not set aside.',
    parameters: partitionParameters,
    answers: { 200: resumedAnswer },
    body: { schema: quarantineInput, example: { offset: 1_207 } },
    problems: [
      'parameter_invalid',
      'not_halted',
      'not_next',
      'not_set_aside',
      'partition_elsewhere',
      'workers_elsewhere',
    ],
  })
  async quarantine(
    @Param('service') service: string,
    @Param('partition') partition: string,
    @Body(new Checked(quarantineInput)) asked: z.output<typeof quarantineInput>,
  ): Promise<object> {
    const place = servicePartitionIn(service, partition, this.gateway.partitions);
    const operations = this.#operations(place, 'quarantine');
    const { offset, source } = asked;
    const operated = await operations.quarantine(place.service, place.partition, offset, source);
    return operatedAnswer(place, operated);
  }

  #operations({ service, partition }: ServicePartition, verb: 'resume' | 'quarantine'): Operations {
    if (this.gateway.operations !== undefined) return this.gateway.operations;
    throw problem(
      'workers_elsewhere',
      `this API runs no workers: call POST /partitions/${service}/${partition}/${verb} ` +
        `at the own port of the ${service} process that has the partition; ` +
        '`oms status` names that process and its port',
    );
  }
}
