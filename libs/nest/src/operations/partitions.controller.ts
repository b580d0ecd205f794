import { Body, Controller, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  acceptParameter,
  Checked,
  operatedAnswer,
  partitionIn,
  problem,
  quarantineInput,
} from '#http';
import { Workers } from '../workers.js';
import type { Decided } from '../decisions.js';

/** Below here only those are heard whom the process may trust. */
export const decisionsPath = '/partitions';

/**
 * A halted partition waits for people: this is how they say that it shall go on, to the process
 * that has it. Answers and problems are those of the API where it runs the workers itself.
 */
@Controller(`${decisionsPath}/:partition`)
export class PartitionsController {
  constructor(@Inject(Workers) private readonly workers: Workers) {}

  @Post('resume')
  @HttpCode(200)
  resume(@Param('partition') text: string, @Query('accept') accept?: unknown): object {
    const partition = this.#partitionIn(text);
    const { success, error, data } = acceptParameter.safeParse(accept);
    if (!success) throw problem('parameter_invalid', error.message);
    return this.#answer(partition, this.workers.resume(partition, data === 'clock'));
  }

  @Post('quarantine')
  @HttpCode(200)
  async quarantine(
    @Param('partition') text: string,
    @Body(new Checked(quarantineInput)) { offset, source }: z.output<typeof quarantineInput>,
  ): Promise<object> {
    const partition = this.#partitionIn(text);
    return this.#answer(partition, await this.workers.quarantine(partition, offset, source));
  }

  #partitionIn(text: string): number {
    return partitionIn(text, this.workers.partitions);
  }

  #answer(partition: number, decided: Decided): object {
    const { service } = this.workers;
    if (decided.kind !== 'elsewhere') return operatedAnswer({ service, partition }, decided);
    const names = decided.names.map((name) => `${name}/${partition}`).join(', ');
    throw problem(
      'partition_elsewhere',
      `another process than this has ${names}, or none yet: ` +
        '`oms status` names it and its port',
    );
  }
}
