import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../apps/oms/src/main.js', import.meta.url));
const verifyMsMax = 600_000;
const printedBytesMax = 16_777_216;

interface Printed {
  readonly settled: boolean;
  readonly waitingFor: readonly string[];
  readonly violations: number;
  readonly firstViolations: readonly string[];
}

/** Runs `oms verify` of the product at a place, as an operator would. */
export const verified = (
  place: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> =>
  new Promise((done) => {
    execFile(
      process.execPath,
      [program, 'verify', ...place, '--json'],
      { env: { ...process.env, ...environment }, maxBuffer: printedBytesMax, timeout: verifyMsMax },
      (error, stdout, stderr) => {
        try {
          const { settled, waitingFor, violations, firstViolations } = JSON.parse(
            stdout,
          ) as Printed;
          done([
            ...firstViolations.map((text) => `verify: ${text}`),
            ...(violations > firstViolations.length ? [`verify: ${violations} violations`] : []),
            ...(settled ? [] : waitingFor.map((text) => `verify waits for: ${text}`)),
          ]);
        } catch {
          done([`verify gave no answer: ${error?.message ?? ''} ${stderr}`]);
        }
      },
    );
  });
