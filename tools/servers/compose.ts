import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Servers, ServersWanted } from './servers.js';

const run = promisify(execFile);

/** Why containers cannot be used here; undefined where they can. */
export async function whyNoEngine({ brokers = 1 }: ServersWanted): Promise<string | undefined> {
  if (brokers === 3) return 'docker-compose.yml has one broker, three are wanted';
  try {
    await run('docker', ['info', '--format', '{{.ServerVersion}}']);
    await run('docker', ['compose', 'version']);
    return undefined;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    return said.split('\n')[0] || 'no docker on the PATH';
  }
}

export async function composeServers(_wanted: ServersWanted): Promise<Servers> { throw new Error(); }
