import { outcomeOfFlow } from '../flow-outcome.js';
import { buildOf, commitBefore } from '../former-build.js';
import { inTurns } from '../turns.js';
import type { Group } from './group.js';

const now = process.cwd();

/** The embedded family against its build of before, in turns; orders of so many lines. */
export const buildsGroup = (name: string, title: string, lines: number): Group => ({
  name,
  title,
  notQuick: `needs a build of ${commitBefore}, which takes minutes`,
  async measure(settings, say) {
    const former = await buildOf(commitBefore, say);
    const window = lines > 1 ? Math.ceil(settings.window / lines) : settings.window;
    const given = [
      ...['flow', '--json', '--rate', '0', '--lines', String(lines), '--window', String(window)],
      ...['--warm-up-seconds', String(settings.warmUpSeconds)],
      ...['--seconds', String(settings.seconds), '--latency-seconds', '1'],
    ];
    const repetitions = await inTurns(
      [
        { name: 'now', measure: () => outcomeOfFlow(now, given, 'this tree') },
        { name: 'before', measure: () => outcomeOfFlow(former, given, commitBefore) },
      ],
      settings.repetitions,
      say,
    );
    return { repetitions, notRun: {} };
  },
});
