import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Waits until its standard input closes: when we say so, or when we are gone, however we went.
 * Then kills what has a pid file in the folder, and removes the folder where it is temporary.
 * Twice, for what was just being started.
 */
const script = `
cat > /dev/null
for round in 1 2; do
  for file in "$1"/*.pid; do
    [ -f "$file" ] && kill -9 "$(cat "$file")" 2> /dev/null
    rm -f "$file"
  done
  sleep 0.1
  [ "$2" = temporary ] && rm -rf "$1"
done
true
`;

/** Guards a folder of servers; call what it answers when they have ended. */
export function guard(folder: string, temporary: boolean): () => Promise<void> {
  const keeping = temporary ? 'temporary' : 'kept';
  const guardian = spawn('sh', ['-c', script, 'guardian', folder, keeping], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  const gone = once(guardian, 'exit');
  guardian.unref();
  return async () => {
    guardian.ref();
    guardian.stdin.end();
    await gone;
  };
}
