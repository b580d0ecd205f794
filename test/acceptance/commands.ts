/** What commands are made of, and where they say what was wrong. */
import type { Ended } from './oms-process.js';
/** The words of a command; DIR stands for a folder. */
export const worded = (command: string, directory = ''): readonly string[] =>
  command
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => (word === 'DIR' ? directory : word));

/** Where everybody looks for what was wrong. */
export const lastLine = ({ stderr }: Pick<Ended, 'stderr'>): string | undefined =>
  stderr.trim().split('\n').at(-1);
