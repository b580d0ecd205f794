/** The text of docs/openapi.yaml. */
import { describeApi } from '#api';
import { stringify } from 'yaml';

const head = '# Generated from the controllers of apps/api: `npm run docs`.\n';

export const openApiText = async (): Promise<string> => {
  const document: unknown = JSON.parse(JSON.stringify(await describeApi()));
  return head + stringify(document, { lineWidth: 100, aliasDuplicateObjects: false });
};
