import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of a package that is installed here. */
export const versionOf = (name: string): string => {
  const file = join(process.cwd(), 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
};
