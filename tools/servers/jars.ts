import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { arch, homedir, platform } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const kafkaVersion = '4.2.0';
const redisJar = 'embedded-redis';
const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';
const downloadMsMax = 300_000;

const dependency = (group: string, artifact: string, version: string): string =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId>` +
  `<version>${version}</version></dependency>`;

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>throughline</groupId><artifactId>servers</artifactId><version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    ${dependency('org.apache.kafka', 'kafka_2.13', kafkaVersion)}
    ${dependency('org.slf4j', 'slf4j-simple', '1.7.36')}
    ${dependency('com.github.codemonstur', redisJar, '1.4.3')}
  </dependencies>
</project>
`;

/** Another pom is another folder: versions never mix in the cache. */
const folderName = `servers-${createHash('sha256').update(pom).digest('hex').slice(0, 8)}`;

const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'throughline/servers');

/** The folder of cached jars, absolute; undefined where they are not there yet. */
export function cachedJars(): string | undefined {
  const folder = join(cacheFolder(), folderName);
  return existsSync(folder) ? folder : undefined;
}

/** The folder of jars, downloaded by Maven where they are not cached yet (43 MB). */
export async function jars(say: (line: string) => void): Promise<string> {
  const cached = cachedJars();
  if (cached !== undefined) return cached;
  const cache = cacheFolder();
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(join(cache, 'download-'));
  try {
    say(`downloading Kafka ${kafkaVersion} by Maven into ${cache} (43 MB, once)`);
    await writeFile(join(scratch, 'pom.xml'), pom);
    await maven(scratch, 'copy-dependencies', '-DoutputDirectory=libs');
    await maven(
      scratch,
      'unpack-dependencies',
      `-DincludeArtifactIds=${redisJar}`,
      '-Dmdep.unpack.includes=redis-server-*',
      '-DoutputDirectory=libs/redis',
    );
    for (const name of await readdir(join(scratch, 'libs/redis'))) {
      await chmod(join(scratch, 'libs/redis', name), 0o755);
    }
    return await moved(join(scratch, 'libs'), join(cache, folderName));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Whole or not at all; where another launcher was faster, its folder is as good as ours. */
async function moved(from: string, to: string): Promise<string> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
  return to;
}

async function maven(folder: string, goal: string, ...more: readonly string[]): Promise<void> {
  const given = ['-q', '-B', `${plugin}:${goal}`, '-DincludeScope=runtime', ...more];
  try {
    await run('mvn', given, { cwd: folder, timeout: downloadMsMax });
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    throw new Error(`Maven could not fetch Kafka: ${said.slice(0, 1000) || String(error)}`, {
      cause: error,
    });
  }
}

/** The Redis server among the jars for this machine; undefined where there is none for it. */
export async function redisAmong(folder: string): Promise<string | undefined> {
  const machine = { x64: 'amd64', arm64: 'arm64' }[arch() as string] ?? arch();
  const names = await readdir(join(folder, 'redis'));
  const fitting = names.find((name) => name.endsWith(`-${platform()}-${machine}`));
  return fitting === undefined ? undefined : join(folder, 'redis', fitting);
}
