import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Waits until its standard input closes: when we say so, or when we are gone, however we went.
 * Then kills what has a pid file in the folder, runs the command that it was given, if any, and
 * removes the folder where it is temporary. Twice, for what was just being started.
 */
const script = `
cat > /dev/null
folder=$1 keeping=$2
shift 2
for round in 1 2; do
  for file in "$folder"/*.pid; do
    [ -f "$file" ] && kill -9 "$(cat "$file")" 2> /dev/null
    rm -f "$file"
  done
  [ $# -gt 0 ] && "$@"
  sleep 0.1
  [ "$keeping" = temporary ] && rm -rf "$folder"
done
[ -d "$folder" ] && rm -f "$folder/watchdog"
true
`;

/** Holds the watchdog's pid until it has done its work: only then may others start in there. */
export const watchdogFile = (folder: string): string => join(folder, 'watchdog');

/** Guards a folder of servers, which is there; call what it answers when they have ended. */
export function guard(
  folder: string,
  temporary: boolean,
  command: readonly string[] = [],
): () => Promise<void> {
  const keeping = temporary ? 'temporary' : 'kept';
  const watchdog = spawn('sh', ['-c', script, 'watchdog', folder, keeping, ...command], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  writeFileSync(watchdogFile(folder), String(watchdog.pid));
  const gone = once(watchdog, 'exit');
  watchdog.unref();
  return async () => {
    watchdog.ref();
    watchdog.stdin.end();
    await gone;
  };
}
