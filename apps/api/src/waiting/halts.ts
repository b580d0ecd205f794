import { Inject, Injectable } from '@nestjs/common';
import { problem } from '#http';
import type { Problem } from '#http';
import { tokenText } from '#runtime';
import { haltedAtText } from '#services';
import type { Gateway, PartitionStatus } from '#services';
import { gatewayToken } from '../gateway.js';
import type { PostToken } from './patience.js';

/** People have to act first. */
const retryAfterSeconds = 30;
/** An answer is there sooner; only who waits longer asks how the partitions stand. */
const doubtMs = 500;
const lookMs = 100;

/** Whether it is this one's answer that a halted worker keeps back. */
const keepsBack = (
  { service, role, partition, state, answered = -1 }: PartitionStatus,
  token: PostToken,
): boolean =>
  state === 'halted' &&
  service === token.service &&
  partition === token.partition &&
  (role === 'projector' || (role === 'writer' && answered < token.offset));

/** What has halted, why, and at which message. */
export const haltText = ({
  service,
  role,
  partition,
  reason = 'for a reason that is not known',
  at,
}: PartitionStatus): string =>
  `the ${role} of ${service}/${partition} has halted: ${reason}` +
  (at === undefined ? '' : `; it waits at ${haltedAtText(at)}`);

/** As whoever waits is told of it. */
export const haltProblem = (
  { service, partition }: PartitionStatus,
  detail: string,
  members: Readonly<Record<string, string>>,
): Problem =>
  problem('partition_halted', detail, {
    headers: { 'retry-after': String(retryAfterSeconds) },
    members: { ...members, service, partition },
  });

/** Who waits for a halted partition is told so, and does not wait for people. */
@Injectable()
export class Halts {
  #look: { readonly at: number; readonly rows: Promise<readonly PartitionStatus[]> } | undefined;

  constructor(@Inject(gatewayToken) private readonly gateway: Pick<Gateway, 'status'>) {}

  /**
   * What `wait` gives. Throws `partition_halted` where that is false, because what would answer one
   * of the tokens has halted.
   */
  async waited(
    tokens: readonly PostToken[],
    waitMs: number,
    wait: (ms: number) => Promise<boolean>,
  ): Promise<boolean> {
    const first = Math.min(waitMs, doubtMs);
    if (await wait(first)) return true;
    await this.#throwIfHalted(tokens);
    if (waitMs <= first) return false;
    if (await wait(waitMs - first)) return true;
    await this.#throwIfHalted(tokens);
    return false;
  }

  /** All that has halted; none where nobody can tell. Many who ask share one look. */
  halted(): Promise<readonly PartitionStatus[]> {
    const now = performance.now();
    if (this.#look === undefined || now - this.#look.at > lookMs) {
      const rows = this.gateway.status().then(
        (all) => all.filter(({ state }) => state === 'halted'),
        () => [],
      );
      this.#look = { at: now, rows };
    }
    return this.#look.rows;
  }

  async #throwIfHalted(tokens: readonly PostToken[]): Promise<void> {
    const halted = await this.halted();
    if (halted.length === 0) return;
    for (const token of tokens) {
      const row = halted.find((each) => keepsBack(each, token));
      if (row === undefined) continue;
      throw haltProblem(
        row,
        `${haltText(row)}. The message is kept and answered once people let ` + 'it go on',
        { token: tokenText(token) },
      );
    }
  }
}
