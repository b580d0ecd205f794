import { folderCycles } from './folder-cycles.js';
import { projectFiles, type SourceFile } from './project.js';

const file = (path: string, ...imported: readonly string[]): SourceFile => ({
  path,
  text: imported.map((name) => `import type { A } from '${name}';`).join('\n'),
});

const imports = (from: string, to: string): string =>
  `apps/api/src/${from} imports apps/api/src/${to}`;

describe('folders that need each other', () => {
  it('are found, types as well, though no file needs itself', () => {
    const files = [
      file('apps/api/src/orders/placing.ts', '../posting/replies.js', '../lists/page.js'),
      file('apps/api/src/posting/replies.ts', '../waiting/answered.js'),
      file('apps/api/src/waiting/answered.ts', '../orders/conflicts.js'),
      file('apps/api/src/orders/conflicts.ts'),
      file('apps/api/src/lists/page.ts'),
    ];
    expect(folderCycles(files)['apps/api']?.map((each) => each.split(': '))).toEqual([
      ['orders/ → posting/', imports('orders/placing.ts', 'posting/replies.ts')],
      ['posting/ → waiting/', imports('posting/replies.ts', 'waiting/answered.ts')],
      ['waiting/ → orders/', imports('waiting/answered.ts', 'orders/conflicts.ts')],
    ]);
  });

  it('are found where a file outside of them stands between', () => {
    const files = [
      file('libs/nest/src/workers.ts', './operations/decisions.js'),
      file('libs/nest/src/operations/decisions.ts'),
      file('libs/nest/src/operations/partitions.ts', '../workers.js'),
    ];
    expect(folderCycles(files)).toHaveProperty(['libs/nest']);
  });

  it('are none where one stands above the other, or a spec looks at both', () => {
    const files = [
      file('libs/http/src/edge/body.ts', '../problems/problem.js', './room.js', '#kernel'),
      file('libs/http/src/edge/room.ts', './body.js'),
      file('libs/http/src/problems/problem.ts'),
      file('libs/http/src/problems/problem.unit.spec.ts', '../edge/body.js'),
    ];
    expect(folderCycles(files)).toEqual({});
  });
});

/** Their folders go round. Whoever mends one takes it off. */
const stillRound = new Set(['libs/kafka', 'libs/runtime', 'libs/services']);

describe('the project', () => {
  const cycles = folderCycles(projectFiles(/^(apps|libs)\/[^/]+\/src\/.*\.ts$/));

  it('has folders that stand one above the other', () => {
    const found = Object.entries(cycles).filter(([library]) => !stillRound.has(library));
    expect(Object.fromEntries(found)).toEqual({});
  });

  it('keeps no exception that is needed no more', () => {
    expect([...stillRound].filter((library) => cycles[library] === undefined)).toEqual([]);
  });
});
