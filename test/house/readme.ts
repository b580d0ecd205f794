/** A ```sh block of a document. */
export interface Block {
  /** Line of the document at which the block's first command stands. */
  readonly line: number;
  readonly commands: string;
  /** Why the document says that the block is not run here. */
  readonly notRun: string | undefined;
}

const orders = 200;

/**
 * The ```sh blocks of a document, in order. A block right after `<!-- not run: why -->` is one
 * that cannot run in a test.
 */
export function shellBlocks(text: string): readonly Block[] {
  const blocks = /(?:^<!-- not run: ([^\n]+?) -->\n\s*)?^```sh\n([\s\S]*?)^```$/gm;
  return [...text.matchAll(blocks)].map((match) => {
    const [whole, notRun, commands = ''] = match;
    const opening = whole.slice(0, whole.indexOf('```sh\n'));
    const before = text.slice(0, match.index) + opening;
    return { line: before.split('\n').length + 1, commands, notRun };
  });
}

const isLeftOut = (command: string): boolean =>
  /^(npm ci|npm (run )?test(:\w+)?|docker)( |$)/.test(command);

/**
 * A line as it is run in a test: without what the test run itself has done (`npm ci`, `npm test`)
 * and docker; the demo ends by itself; a server listens on `port` in place of 3000.
 */
export function quickForm(line: string, port: number): string {
  const steps = line.split(' && ').filter((step) => !isLeftOut(step.trim()));
  return steps
    .map((step) => {
      if (/^npm run (--silent )?demo\b/.test(step)) return demoForm(step);
      const serves = /\boms (-- )?serve\b/.test(step) && !step.includes('--port');
      return serves ? step.replace(/\bserve\b/, 'serve --port 3000') : step;
    })
    .join(' && ')
    .replaceAll(/\b3000\b/g, String(port));
}

function demoForm(step: string): string {
  const separated = step.includes(' -- ') ? step : `${step} --`;
  const few = separated.includes('--orders') ? separated : `${separated} --orders ${orders}`;
  return few.includes('--exit') ? few : `${few} --exit`;
}

/** One bash script of these blocks: it stops at the first command that fails and says where. */
export function script(blocks: readonly Block[], port: number): string {
  const parts = blocks.map(({ line, commands }) => {
    const quick = commands.split('\n').map((command) => quickForm(command, port));
    return `place='line ${line}'\n${quick.join('\n')}`;
  });
  const opening = ['set -eEuo pipefail', 'trap \'echo "failed in the block of $place" >&2\' ERR'];
  return [...opening, ...parts, ''].join('\n');
}
