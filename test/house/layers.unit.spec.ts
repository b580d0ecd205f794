import { createRequire } from 'node:module';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { domains } from './domains.js';
import { beyondEvents, cruise } from './layers.js';
import { projectFiles, root, type SourceFile } from './project.js';

const rulesFile: { forbidden: readonly { name: string }[] } = createRequire(__filename)(
  join(root, '.dependency-cruiser.cjs'),
);
interface Entry {
  readonly '@throughline/source': string;
  readonly default: string;
}

const manifest: { imports: Readonly<Record<string, string | Entry>> } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const entries = Object.values(manifest.imports).filter((entry) => typeof entry !== 'string');
const settings = readFileSync(join(root, 'tsconfig.json'), 'utf8');

/** File → its text; each breaks exactly the rules that stand with it (named after it). */
const samples: readonly (readonly [path: string, text: string, ...broken: string[]])[] = [
  ['libs/kernel/src/up.ts', "import '#orders';", 'layer-kernel'],
  ...domains.map(
    (domain) => [`libs/${domain}/src/up.ts`, "import '#ports';", `layer-${domain}`] as const,
  ),
  ['libs/ports/src/up.ts', "import '#contracts';", 'layer-ports'],
  ['libs/contracts/src/up.ts', "import '#runtime';", 'layer-contracts'],
  ['libs/runtime/src/up.ts', "import '#embedded';", 'layer-runtime'],
  ['libs/services/src/up.ts', "import '#kafka';", 'layer-services'],
  ['libs/consumer/src/up.ts', "import '#services';", 'layer-consumer'],
  ['libs/embedded/src/up.ts', "import '#simulation';", 'layer-embedded'],
  ['libs/simulation/src/up.ts', "import '#channels';", 'layer-simulation'],
  ['libs/kafka/src/up.ts', "import '#redis';", 'layer-kafka'],
  ['libs/redis/src/up.ts', "import '#kafka';", 'layer-redis'],
  ['libs/channels/src/up.ts', "import '#nest';", 'layer-channels'],
  ['libs/http/src/up.ts', "import '#redis';", 'layer-http'],
  ['libs/nest/src/up.ts', "import '../../../apps/api/src/index.js';", 'layer-nest'],
  ['apps/api/src/across.ts', "import '../../orders/src/index.js';", 'layer-apps'],
  ['libs/runtime/src/up.unit.spec.ts', "import '#nest';", 'layer-spec'],
  ['libs/orders/src/value.ts', "import { a } from '#inventory'; a();", 'domain-facts'],
  ['libs/runtime/src/deep.ts', "import '../../ports/src/log.js';", 'front-door'],
  ['libs/nest/src/tested.ts', "import '../../../test/real.js';", 'product-only'],
  ['libs/runtime/src/file.ts', "import 'node:fs';", 'pure-no-node'],
  ['libs/orders/src/bare.ts', "import type { A } from 'crypto';", 'pure-no-node'],
  [
    'libs/kernel/src/content/digest.ts',
    "import 'node:crypto'; import 'node:fs';",
    'digest-crypto-only',
  ],
  ['libs/runtime/src/broker.ts', "import 'kafkajs';", 'pure-no-servers'],
  ['libs/ports/src/view.ts', "import type { R } from 'ioredis';", 'pure-no-servers'],
  ['libs/contracts/src/store.ts', "import '@nestjs/common';", 'pure-no-servers'],
  ['libs/kernel/src/bought.ts', "import 'ajv';", 'kernel-alone'],
  ['libs/orders/src/schema.ts', "import 'zod';", 'domain-no-schema'],
  ['libs/nest/src/tool.ts', "import 'fast-check';", 'product-dependencies'],
  ['libs/nest/src/lost.ts', "import './nowhere.js';", 'resolved'],
  ['libs/nest/src/one.ts', "import type { A } from './two.js';", 'no-cycle'],
  // A cycle is reported once, at the first of its files.
  ['libs/nest/src/two.ts', "import './one.js';"],
  ['apps/oms/src/round.ts', "import '../../api/src/round.js';"],
  ['apps/api/src/round.ts', "import '../../oms/src/round.js';", 'layer-apps', 'no-cycle-between'],
  ['tools/chaos/checker/told.ts', "import '#runtime';", 'checker-alone'],
  // What the rules allow.
  ['libs/ports/src/log.ts', "import '#kernel';"],
  ['libs/orders/src/fact.ts', "import type { A } from '#inventory';"],
  ['libs/shipping/src/events.ts', "import type { A } from '../../orders/src/events.js';"],
  ['libs/orders/src/events.ts', "import type { A } from '../../shipping/src/events.js';"],
  ['libs/contracts/src/schema.ts', "import 'zod'; import type { A } from '#ports';"],
  ['libs/runtime/src/ok.unit.spec.ts', "import 'node:fs'; import '#simulation';"],
  ['libs/orders/src/ok.unit.spec.ts', "import 'fast-check'; import '../../../test/real.js';"],
  ['libs/orders/test/flows.ts', "import 'fast-check'; import 'node:fs';"],
  ['libs/ports/src/log.contract.ts', "import 'fast-check';"],
  ['libs/embedded/src/ok.ts', "import 'node:fs'; import 'lmdb'; import '#runtime';"],
  ['apps/oms/src/hosts.ts', "import '#api'; import '#nest'; import '#kernel';"],
  ['test/real.ts', ''],
];

const bought = ['zod', 'ajv', 'kafkajs', 'ioredis', 'lmdb', '@nestjs/common'];

const versions = (names: readonly string[]): object =>
  Object.fromEntries(names.map((name) => [name, '1.0.0']));

function writeSamples(base: string): void {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  };
  const dependencies = versions(bought);
  const devDependencies = versions(['fast-check']);
  const { imports } = manifest;
  write('package.json', JSON.stringify({ type: 'module', imports, dependencies, devDependencies }));
  write('tsconfig.json', settings);
  const index = 'export const a = 1; export type A = 1;';
  for (const entry of entries) {
    write(entry['@throughline/source'], index);
    // As after a build: who is led to dist/ sees no layer.
    write(entry.default, 'export const a = 1;');
  }
  write('apps/orders/src/index.ts', index);
  for (const name of [...bought, 'fast-check']) {
    write(`node_modules/${name}/package.json`, `{"name":"${name}","version":"1.0.0"}`);
    write(`node_modules/${name}/index.js`, 'module.exports = {};');
  }
  for (const [path, text] of samples) write(path, text);
}

describe('the layer rules', () => {
  const base = mkdtempSync(join(tmpdir(), 'throughline-layers-'));
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('find each forbidden import and nothing else', () => {
    writeSamples(base);
    const { violations } = cruise(base, ['apps', 'libs', 'test', 'tools']);
    const found = violations.map(({ rule, from }) => `${from}: ${rule}`);
    const expected = samples.flatMap(([path, , ...broken]) =>
      broken.map((rule) => `${path}: ${rule}`),
    );
    expect(new Set(found)).toEqual(new Set(expected));
  });

  it('have a sample each', () => {
    const broken = new Set(samples.flatMap(([, , ...rules]) => rules));
    expect(broken).toEqual(new Set(rulesFile.forbidden.map(({ name }) => name)));
  });
});

const intake = (text: string): SourceFile => ({ path: 'libs/orders/src/react.ts', text });

describe('what a domain takes from another', () => {
  const events = { path: 'libs/inventory/src/events.ts', text: 'export interface Reserved {}' };

  it('is the types of its events', () => {
    const good = intake("import type { Reserved } from '#inventory';");
    expect(beyondEvents([events, good])).toEqual([]);
  });

  it('is nothing else of it', () => {
    const bad = intake("import type { StockState } from '#inventory';");
    expect(beyondEvents([events, bad])).toEqual([
      'libs/orders/src/react.ts: StockState is no event type of inventory',
    ]);
    const everything = intake("import type * as all from '#inventory';");
    expect(beyondEvents([events, everything])).toHaveLength(1);
  });
});

describe('the project', () => {
  it('depends one way and without a cycle', () => {
    const { files, violations } = cruise(root, ['apps', 'libs', 'test', 'tools', 'bench']);
    expect(files).toBeGreaterThan(20);
    expect(violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`)).toEqual([]);
  });

  it('names each of its doors twice: its source, and what is compiled of it', () => {
    expect(entries.length).toBeGreaterThan(15);
    for (const { '@throughline/source': source, default: compiled } of entries) {
      expect(existsSync(join(root, source))).toBe(true);
      expect(compiled).toBe(source.replace('./', './dist/').replace(/ts$/, 'js'));
    }
  });

  it('has a layer for each of its libraries', () => {
    const layered = new Set(rulesFile.forbidden.map(({ name }) => name));
    const folders = readdirSync(join(root, 'libs')).map((name) => `layer-${name}`);
    expect(folders.filter((name) => !layered.has(name))).toEqual([]);
  });

  it('lets domains know each other by their events alone', () => {
    expect(beyondEvents(projectFiles(/^libs\/.*\.ts$/))).toEqual([]);
  });
});
