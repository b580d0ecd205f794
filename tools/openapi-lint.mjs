// Prints what the linter finds wrong with an OpenAPI document, a line each, and exits with 1
// where that is anything.
//   node tools/openapi-lint.mjs docs/openapi.yaml
import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const [file = 'docs/openapi.yaml'] = process.argv.slice(2);
const config = await createConfig({
  extends: ['recommended'],
  // What operators ask is never their fault, and the server is the reader's own machine.
  rules: { 'operation-4xx-response': 'off', 'no-server-example.com': 'off' },
});
const problems = await lintFromString({ source: readFileSync(file, 'utf8'), config });
for (const {
  severity,
  ruleId,
  message,
  location: [place],
} of problems) {
  process.stdout.write(`${severity} ${ruleId}: ${message} (${place?.pointer})\n`);
}
process.exitCode = problems.length > 0 ? 1 : 0;
