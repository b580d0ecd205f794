import { setTimeout as pause } from 'node:timers/promises';
import type { Posting } from '#kernel';
import type { Gateway } from '#services';
import type { Commands, ServiceName } from '#services';

const busyPauseMs = 5;

/** What was thrown, as an error. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));

/** Posts until it stands in the inbox. */
export const post = async <S extends ServiceName>(
  gateway: Gateway,
  service: S,
  posting: Posting<Commands[S]>,
  id: string,
): Promise<void> => {
  for (;;) {
    const outcome = await gateway.post(service, posting, id);
    if (outcome.kind === 'posted') return;
    if (outcome.kind === 'unavailable') throw new Error(`not posted: ${outcome.reason}`);
    if (outcome.kind === 'too-large') throw new Error(`${id} is larger than an inbox takes`);
    await pause(busyPauseMs);
  }
};
