/** The text of docs/asyncapi.yaml, from the catalogue and the golden files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { asyncApi } from '#contracts';
import { goldenIn, goldenOfServices } from '../libs/contracts/test/golden.js';

export const asyncApiText = (root: string): string => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  const folder = join(root, 'libs/contracts/golden');
  const examples = [...goldenOfServices(root), ...goldenIn(join(folder, 'channels'))];
  // The newest version of a message is its example.
  const document = asyncApi(version, examples.toReversed());
  return `# Generated from the catalogue: npm run docs\n${stringify(document, {
    aliasDuplicateObjects: false,
    lineWidth: 100,
  })}`;
};
