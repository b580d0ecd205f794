import { Body, Controller, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  acceptParameter,
  Checked,
  operatedAnswer,
  problem,
  quarantineInput,
  servicePartitionIn,
} from '#http';
import { Workers } from '../workers.js';

/** Below here only those are heard whom the process may trust. */
export const decisionsPath = '/partitions';

/**
 * A halted partition waits for people: this is how they say that it shall go on, to the process
 * that has it. Answers and problems are those of the API.
 */
@Controller(`${decisionsPath}/:service/:partition`)
export class PartitionsController {
  constructor(@Inject(Workers) private readonly workers: Workers) {}

  @Post('resume')
  @HttpCode(200)
  resume(
    @Param('service') named: string,
    @Param('partition') numbered: string,
    @Query('accept') accept?: unknown,
  ): object {
    const place = servicePartitionIn(named, numbered, this.workers.partitions);
    const { success, error, data } = acceptParameter.safeParse(accept);
    if (!success) throw problem('parameter_invalid', error.message);
    const { service, partition } = place;
    return operatedAnswer(place, this.workers.resume(service, partition, data === 'clock'));
  }

  @Post('quarantine')
  @HttpCode(200)
  async quarantine(
    @Param('service') named: string,
    @Param('partition') numbered: string,
    @Body(new Checked(quarantineInput)) { offset, source }: z.output<typeof quarantineInput>,
  ): Promise<object> {
    const place = servicePartitionIn(named, numbered, this.workers.partitions);
    const { service, partition } = place;
    return operatedAnswer(place, await this.workers.quarantine(service, partition, offset, source));
  }
}
