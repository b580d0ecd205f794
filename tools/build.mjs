// Builds dist/ with tsc. A stamp is written only by a build that succeeded and carries the time at
// which that build began, so that neither a failed build nor an edit during one passes for a fresh.
//   node tools/build.mjs              build
//   node tools/build.mjs --if-stale   build where a source is newer than the last build
//   node tools/build.mjs --scripts    what tsc does not know alone, behind another compiler
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'dist/.built');
const sourceFolders = ['apps', 'libs', 'tools', 'bench'];
const settings = ['package.json', 'tsconfig.json', 'tsconfig.build.json'];

/** True where nothing that goes into dist/ has changed since the last good build. Reads no file. */
export function isBuilt() {
  const built = fs.statSync(stamp, { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) return false;
  const changed = (path) => (fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > built;
  if (settings.some((name) => changed(join(root, name)))) return false;
  const folders = sourceFolders.map((name) => join(root, name));
  return !folders.filter(fs.existsSync).some((folder) => holdsNewer(folder, changed));
}

/** A folder's own time counts too: it changes where a file was deleted or renamed. */
function holdsNewer(folder, changed) {
  if (changed(folder)) return true;
  return fs.readdirSync(folder, { withFileTypes: true }).some((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return holdsNewer(path, changed);
    const isSource = /\.(ts|tsx|json|lua)$/.test(entry.name) && !entry.name.endsWith('.spec.ts');
    return isSource && changed(path);
  });
}

/** Compiles everything; tsc's messages go to standard error. Answers tsc's exit code. */
export function build() {
  const began = new Date();
  fs.rmSync(stamp, { force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const run = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (run.status !== 0) return run.status ?? 1;
  copyScripts();
  fs.mkdirSync(join(root, 'dist'), { recursive: true });
  fs.writeFileSync(stamp, '');
  fs.utimesSync(stamp, began, began);
  return 0;
}

/** Redis runs its scripts as they stand: tsc does not know them. */
function copyScripts() {
  const files = fs.readdirSync(join(root, 'libs'), { recursive: true });
  for (const file of files.filter((each) => each.endsWith('.lua'))) {
    fs.copyFileSync(join(root, 'libs', file), join(root, 'dist/libs', file));
  }
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const fresh = process.argv.includes('--if-stale') && isBuilt();
  if (process.argv.includes('--scripts')) copyScripts();
  else process.exitCode = fresh ? 0 : build();
}
