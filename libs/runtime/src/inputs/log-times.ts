import { instantText } from '#kernel';
import type { Clock, StoredRecord } from '#ports';
import { limits } from '../limits.js';
import { halt } from '../work/ending.js';

/** Holds the times that logs give to records against the clock of this process. */
export class LogTimes {
  /** `answeredAt` is the latest time that stands in the log of events. */
  constructor(
    private readonly clock: Clock,
    /** Inputs whose times an operator lets pass, until one comes that is not ahead. */
    private readonly accepted: Set<string>,
    private readonly answeredAt: () => number,
  ) {}

  /** Once a time was answered, those up to it are no news, whatever the clock says by now. */
  assertPast(input: string, { offset, time }: StoredRecord, where: string): void {
    const now = this.clock.now();
    if (time <= now + limits.clockAheadMsMax) this.accepted.delete(input);
    else if (time > this.answeredAt() && !this.accepted.has(input)) {
      halt(
        `${where} at ${offset} has the time ${instantText(time)}, more than ` +
          `${limits.clockAheadMsMax} ms ahead of this clock's ${instantText(now)}: mend the ` +
          'clock that is wrong, then resume; where that was the clock of the log, resume and ' +
          'accept it',
      );
    }
  }
}
