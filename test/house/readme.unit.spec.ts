import { quickForm, script, shellBlocks } from './readme.js';

const text = `# A

\`\`\`sh
npm ci && npm run demo
\`\`\`

\`\`\`ts
const notShell = 1;
\`\`\`

<!-- not run: needs a key -->
\`\`\`sh
curl example.org
\`\`\`
`;

describe('the shell blocks of a document', () => {
  it('are found in order, with their line and the reason why one is not run', () => {
    expect(shellBlocks(text)).toEqual([
      { line: 4, commands: 'npm ci && npm run demo\n', notRun: undefined },
      { line: 13, commands: 'curl example.org\n', notRun: 'needs a key' },
    ]);
  });

  it('become one script that stops at the first failure', () => {
    const lines = script(shellBlocks(text).slice(0, 1), 4000).split('\n');
    expect(lines).toContain('set -eEuo pipefail');
    expect(lines).toContain('npm run demo -- --orders 200 --exit');
  });
});

describe('a command of the README', () => {
  it.each([
    ['npm ci && npm run demo', 'npm run demo -- --orders 200 --exit'],
    ['npm run demo -- --orders 50 --exit', 'npm run demo -- --orders 50 --exit'],
    ['npm ci && npm test', ''],
    ['npm run test:unit', ''],
    ['docker compose up -d --wait kafka redis', ''],
    ['npm run build', 'npm run build'],
    ['npm run --silent oms -- serve &', 'npm run --silent oms -- serve --port 4000 &'],
    ['oms serve --port 3000 &', 'oms serve --port 4000 &'],
    ['curl localhost:3000/v1/orders', 'curl localhost:4000/v1/orders'],
    ['npm run --silent oms -- number check X', 'npm run --silent oms -- number check X'],
  ])('%s runs as: %s', (line, quick) => {
    expect(quickForm(line, 4000)).toBe(quick);
  });
});
