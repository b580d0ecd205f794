import { firstLine } from './first-line.js';
import { jars, redisAmong } from './jars.js';

/** The Redis server to start here: that of the PATH, else the one that comes with the jars. */
export async function redisProgram(
  say: (line: string) => void = () => undefined,
): Promise<{ readonly program: string; readonly from: string }> {
  const version = await firstLine('redis-server', '--version');
  if (version !== undefined) {
    const number = /v=(\S+)/.exec(version)?.[1] ?? 'of unknown version';
    return { program: 'redis-server', from: `redis-server ${number} of the PATH` };
  }
  const program = await redisAmong(await jars(say));
  if (program === undefined) {
    throw new Error(
      'no redis-server on the PATH, and none comes with the jars for this machine: ' +
        'install Redis, or set REDIS_URL',
    );
  }
  return { program, from: `${program.split('/').at(-1)} of the jars` };
}
