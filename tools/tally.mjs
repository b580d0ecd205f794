// Counts what jest's JSON report says, test by test.
import { existsSync, readFileSync } from 'node:fs';

const none = { passed: 0, failed: 0 };

/**
 * In: the report's file (absent where jest found nothing to run or died) and jest's exit code.
 * A suite that could not start is one failure; so is a test that is switched off, and a run
 * without any test. A placeholder titled `not run: …` counts as neither passed nor failed.
 */
export function tallyOf(file, exitCode) {
  if (!existsSync(file)) return { ...none, failed: 1 };
  const { testResults } = JSON.parse(readFileSync(file, 'utf8'));
  const tally = testResults.map(ofSuite).reduce(sum, none);
  const nothingRan = testResults.length === 0;
  const failedUnseen = exitCode !== 0 && tally.failed === 0;
  return nothingRan || failedUnseen ? { ...tally, failed: tally.failed + 1 } : tally;
}

export const sum = (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed });

function ofSuite({ status, assertionResults }) {
  const ran = assertionResults.filter(({ title }) => !title.startsWith('not run: '));
  const passed = ran.filter((test) => test.status === 'passed').length;
  const failed = ran.length - passed;
  return { passed, failed: status === 'failed' && failed === 0 ? 1 : failed };
}
