import { spawnSync } from 'node:child_process';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';

export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly java: string;
}

const gibibyte = 2 ** 30;

const firstLineOf = (program: string, argument: string): string => {
  const { stdout, stderr, error } = spawnSync(program, [argument], { encoding: 'utf8' });
  if (error !== undefined) return 'none';
  return (stdout || stderr).split('\n')[0] ?? '';
};

export const thisMachine = (): Machine => {
  const all = cpus();
  return {
    cores: all.length,
    cpu: all[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / gibibyte),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    java: firstLineOf('java', '-version'),
  };
};

/** The system's load of the last minute; what we ran ourselves is in it. */
export const loadNow = (): number => Math.round((loadavg()[0] ?? 0) * 100) / 100;

/** The commit of the tree that is measured. */
export const commitNow = (): string => {
  const git = (...given: readonly string[]): string =>
    spawnSync('git', given, { encoding: 'utf8' }).stdout ?? '';
  const commit = git('rev-parse', '--short', 'HEAD').trim();
  const changed = git('status', '--porcelain', '--', 'apps', 'libs', 'bench', 'package.json');
  return `${commit}${changed === '' || /^ ?\S+ bench\/results/.test(changed) ? '' : '+'}`;
};
