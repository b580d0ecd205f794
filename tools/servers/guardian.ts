/** Nothing survives the run, not even a run that is killed. */
import { spawn } from 'node:child_process';

/**
 * Waits beside us for our end, then ends every server whose number stands in `folder` and, where
 * the folder is temporary, removes it. Harmless after an orderly end: no number stands there then.
 */
export const guard = (folder: string, temporary: boolean): void => {
  const remove = temporary ? 'rm -rf "$1"' : ':';
  const script = `while kill -0 "$2" 2>/dev/null; do [ -d "$1" ] || exit 0; sleep 1; done
    for file in "$1"/*.pid; do [ -f "$file" ] && kill -9 "$(cat "$file")"; done; sleep 1; ${remove}`;
  spawn('sh', ['-c', script, 'guardian', folder, String(process.pid)], {
    detached: true, stdio: 'ignore',
  }).unref();
};
