/**
 * What a fifth service costs outside its folder: each entry is one edit. An anchor that is gone
 * fails loudly: then the recipe in CONTRIBUTING.md is out of date as well.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Added {
  readonly file: string;
  /** A file of test/register/outside. */
  readonly from: string;
}
interface Changed {
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly anchor: string;
  readonly becomes: string;
}
export type Edit = Added | Changed;

/** Behind an anchor. */
const behind = (file: string, anchor: string, text: string): Edit => ({
  file,
  anchor,
  becomes: `${anchor}${text}`,
});

const contractsImport = "import { inventory } from './services/inventory.js';\n";
const codecExport = "export { inventoryCodec } from './services/inventory.js';\n";
const moduleImport = "import { inventoryModule } from './modules/inventory.js';\n";
const composeVolume = "    volumes: ['shipping:/var/lib/throughline']\n";

export const edits: readonly Edit[] = [
  {
    file: 'package.json',
    anchor: '    "#contracts": {',
    becomes:
      '    "#gifts": {\n' +
      '      "@throughline/source": "./libs/gifts/src/index.ts",\n' +
      '      "default": "./dist/libs/gifts/src/index.js"\n' +
      '    },\n' +
      '    "#contracts": {',
  },
  { file: 'libs/contracts/src/services/gifts.ts', from: 'contracts.ts' },
  behind(
    'libs/contracts/src/services.ts',
    contractsImport,
    "import { gifts } from './services/gifts.js';\n",
  ),
  {
    file: 'libs/contracts/src/services.ts',
    anchor: '[orders, inventory, shipping]',
    becomes: '[orders, inventory, shipping, gifts]',
  },
  behind(
    'libs/contracts/src/index.ts',
    codecExport,
    "export { giftsCodec } from './services/gifts.js';\n",
  ),
  { file: 'libs/services/src/modules/gifts.ts', from: 'module.ts' },
  behind(
    'libs/services/src/register.ts',
    moduleImport,
    "import { giftsModule } from './modules/gifts.js';\n",
  ),
  {
    file: 'libs/services/src/register.ts',
    anchor: '[ordersModule, inventoryModule, shippingModule]',
    becomes: '[ordersModule, inventoryModule, shippingModule, giftsModule]',
  },
  {
    file: 'docker-compose.yml',
    anchor: 'orders,inventory,shipping,projections}',
    becomes: 'orders,inventory,shipping,gifts,projections}',
  },
  behind(
    'docker-compose.yml',
    composeVolume,
    '\n  gifts:\n' +
      '    <<: *service\n' +
      '    profiles: [services]\n' +
      '    command: node --enable-source-maps dist/apps/service/src/main.js gifts\n' +
      '    environment: *environment\n' +
      "    volumes: ['gifts:/var/lib/throughline']\n",
  ),
  behind('docker-compose.yml', '\nvolumes:\n  kafka:\n', '  gifts:\n'),
  behind(
    'docs/kafka.md',
    'What `oms.shipping.events` tells:\n',
    '\n<!-- generated: gifts types -->\n<!-- end -->\n\nAnd what the goods were wrapped in:\n',
  ),
];

export const applied = (edit: Edit, tree: string, outside: string): void => {
  const path = join(tree, edit.file);
  if ('from' in edit) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, readFileSync(join(outside, edit.from)));
    return;
  }
  const parts = readFileSync(path, 'utf8').split(edit.anchor);
  if (parts.length !== 2) {
    const found = parts.length - 1;
    throw new Error(`${edit.file}: expected once, found ${found} times: ${edit.anchor}`);
  }
  writeFileSync(path, parts.join(edit.becomes));
};
