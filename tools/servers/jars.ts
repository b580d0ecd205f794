/** Kafka's own jars, and a Redis inside one of them, from Maven's repository into the user's cache. */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync }
  from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

const kafkaVersion = '4.2.0';
const redisJar = 'embedded-redis-1.4.3.jar';
const downloadMsMax = 300_000;

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>throughline</groupId><artifactId>servers</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId>
      <version>${kafkaVersion}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId>
      <version>1.7.36</version></dependency>
    <dependency><groupId>com.github.codemonstur</groupId><artifactId>embedded-redis</artifactId>
      <version>1.4.3</version></dependency>
  </dependencies>
</project>
`;

const cache = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'throughline', 'servers');

/** True where the command can be run at all. */
export const answers = async (command: string, ...args: readonly string[]): Promise<boolean> =>
  execute(command, args, { timeout: answerMsMax }).then(() => true, () => false);

const answerMsMax = 20_000;

/** Made whole in a folder of its own, then put in place: who comes second takes the first one's. */
const once = async (place: string, make: (folder: string) => Promise<void>): Promise<void> => {
  if (existsSync(place)) return;
  mkdirSync(cache(), { recursive: true });
  const folder = mkdtempSync(join(cache(), 'making-'));
  try {
    const made = join(folder, 'made');
    mkdirSync(made);
    await make(made);
    try {
      renameSync(made, place);
    } catch (error) {
      if (!existsSync(place)) throw error;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The folder with all jars of a broker; downloaded at first use (43 MB). */
export const kafkaJars = async (say: (line: string) => void): Promise<string> => {
  const place = join(cache(), `kafka-${kafkaVersion}`);
  await once(place, async (folder) => {
    say(`downloading Kafka ${kafkaVersion} once`);
    const project = join(folder, 'pom.xml');
    writeFileSync(project, pom);
    await execute('mvn', [
      '-q', '-B', '-f', project, 'dependency:copy-dependencies', '-DincludeScope=runtime',
      `-DoutputDirectory=${join(folder, 'libs')}`,
    ], { timeout: downloadMsMax });
  });
  return join(place, 'libs');
};

const binaries: Readonly<Record<string, string>> = {
  'linux x64': 'redis-server-6.2.6-v5-linux-amd64',
  'linux arm64': 'redis-server-6.2.7-linux-arm64',
  'darwin x64': 'redis-server-6.2.6-v5-darwin-amd64',
  'darwin arm64': 'redis-server-6.2.6-v5-darwin-arm64',
};

/** `redis-server` of this machine, else the one inside a jar; undefined where there is none. */
export const redisProgram = async (jars: string): Promise<string | undefined> => {
  if (await answers('redis-server', '--version')) return 'redis-server';
  const name = binaries[`${process.platform} ${process.arch}`];
  if (name === undefined) return undefined;
  const place = join(cache(), name);
  await once(place, async (folder) => {
    await execute('jar', ['xf', join(jars, redisJar), name], { cwd: folder });
    chmodSync(join(folder, name), 0o755);
  });
  return join(place, name);
};
