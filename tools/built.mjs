// Runs a compiled program, building first where a source is newer than dist/. Standard output stays
// the program's own; it runs in this process, so that Ctrl-C and the exit code are its own too.
//   node tools/built.mjs apps/oms/src/main.js [arguments]
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, isBuilt, root } from './build.mjs';

const [program, ...rest] = process.argv.slice(2);
if (program === undefined) {
  process.stderr.write('usage: node tools/built.mjs PROGRAM.js [arguments]\n');
  process.exit(2);
}
if (!isBuilt()) {
  process.stderr.write('building …\n');
  const status = build();
  if (status !== 0) process.exit(status);
}
const file = join(root, 'dist', program);
process.argv = [process.argv[0], file, ...rest];
process.setSourceMapsEnabled(true);
await import(pathToFileURL(file).href);
