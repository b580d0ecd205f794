import { givenOf } from '../child.js';
import { outcomeOfFlow } from '../flow-outcome.js';
import { buildOf, commitBefore } from '../former-build.js';
import { inTurns } from '../turns.js';
import type { Participant } from '../turns.js';
import type { Group } from './group.js';

const now = process.cwd();

/** The embedded family against its build of before, in turns; orders of so many lines. */
export const buildsGroup = (name: string, title: string, lines: number): Group => ({
  name,
  title,
  async measure(settings, say) {
    const former = settings.builds ? await buildOf(commitBefore, say) : undefined;
    const window = lines > 1 ? Math.ceil(settings.window / lines) : settings.window;
    const given = givenOf('flow', {
      json: true,
      rate: 0,
      lines,
      window,
      'warm-up-seconds': settings.warmUpSeconds,
      seconds: settings.seconds,
    });
    const build = (side: string, folder: string, named: string): Participant => ({
      name: side,
      measure: () => outcomeOfFlow(folder, given, named),
    });
    const participants = [
      build('now', now, 'this tree'),
      ...(former === undefined ? [] : [build('before', former, commitBefore)]),
    ];
    const notRun: Record<string, string> =
      former === undefined ? { before: `${commitBefore} is not built here` } : {};
    return { repetitions: await inTurns(participants, settings.repetitions, say), notRun };
  },
});
