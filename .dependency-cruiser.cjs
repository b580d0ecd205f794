// Dependencies run one way:
//   apps → nest → adapters, channels, http → services, consumer → runtime → contracts → ports
//     → orders, inventory, shipping and whatever else has events → kernel
// A file may use its own library and the layers below. test/house proves that each rule can fail.
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

/** A domain is a library that has events of its own. */
const libraries = join(__dirname, 'libs');
const domain = readdirSync(libraries).filter((name) =>
  existsSync(join(libraries, name, 'src/events.ts')),
);
const layers = [
  ['kernel'],
  domain,
  ['ports'],
  ['contracts'],
  ['runtime'],
  ['services', 'consumer'],
  ['embedded', 'simulation', 'kafka', 'redis', 'channels', 'http'],
  ['nest'],
];
const pure = layers.slice(0, 5).flat();

const within = (libraries) => `^libs/(${libraries.join('|')})/`;
/** What tests alone use: specs, a library's test/ folder, the contract suites of the ports. */
const spec = '(\\.spec\\.ts$|^libs/[^/]+/test/|^libs/ports/src/.*contract\\.ts$)';
const digest = '^libs/kernel/src/content/digest\\.ts$';

/** What no library of a layer may import: its neighbours, the layers above, and the apps. */
const upward = layers.flatMap((layer, level) =>
  layer.map((library) => ({
    name: `layer-${library}`,
    comment: `${library} uses itself and the layers below it`,
    severity: 'error',
    from: { path: within([library]), pathNot: spec },
    to: { path: '^(libs|apps)/', pathNot: [within([library]), ...below(level, library)] },
  })),
);

/** The domain's neighbours have a finer rule of their own: `domain-facts`. */
function below(level, library) {
  const lower = layers.slice(0, level).flat();
  const beside = domain.includes(library) ? domain : [];
  const allowed = [...lower, ...beside];
  return allowed.length > 0 ? [within(allowed)] : [];
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'two files that need each other are one file, or one of them is in the wrong place',
      severity: 'error',
      from: { path: '^(?:libs|apps|test|tools|bench)/([^/]+)/' },
      to: { circular: true, viaOnly: { path: '^(?:libs|apps|test|tools|bench)/$1/' } },
    },
    {
      name: 'no-cycle-between',
      comment: 'two domains name the types of their events to each other; nothing else goes round',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolved',
      comment: 'an import that leads nowhere would slip through every other rule',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    ...upward,
    {
      name: 'layer-apps',
      comment: 'an app stands alone; only oms hosts the others in one process',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/oms/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'layer-spec',
      comment: 'a spec may besides use the simulated and embedded families, and test/',
      severity: 'error',
      from: { path: spec, pathNot: ['^(apps|test)/', within(layers.slice(-2).flat())] },
      to: { path: '^(apps/|libs/(kafka|redis|channels|nest)/)' },
    },
    {
      name: 'domain-facts',
      comment: 'a domain knows another only by the types of its events',
      severity: 'error',
      from: { path: `^libs/(${domain.join('|')})/`, pathNot: spec },
      to: { path: within(domain), pathNot: '^libs/$1/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'front-door',
      comment: 'a library is entered by its index.ts (a domain names the events.ts of another)',
      severity: 'error',
      from: { path: '^(?:libs|apps)/([^/]+)/' },
      to: {
        path: '^libs/[^/]+/',
        pathNot: [
          '^libs/$1/',
          '^libs/[^/]+/src/(index|events)\\.ts$',
          '^libs/ports/src/contract\\.ts$',
        ],
      },
    },
    {
      name: 'product-only',
      comment: 'the product needs nothing of test/, tools/ and bench/',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: spec },
      to: { path: '^(test|tools|bench)/' },
    },
    {
      name: 'checker-alone',
      comment: 'what checks the logs of the chaos knows them by docs/kafka.md alone',
      severity: 'error',
      from: { path: '^tools/chaos/checker/', pathNot: '[.]spec[.]ts$' },
      to: { path: '^(apps|libs|test|bench)/|^tools/(?!chaos/checker/)' },
    },
    {
      name: 'pure-no-node',
      comment: 'the pure part knows no machine; only digest.ts uses node:crypto',
      severity: 'error',
      from: { path: within(pure), pathNot: [spec, digest] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'digest-crypto-only',
      comment: 'digest.ts is let out for hashes alone',
      severity: 'error',
      from: { path: digest },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'pure-no-servers',
      comment: 'the pure part knows no framework, broker or store',
      severity: 'error',
      from: { path: within(pure), pathNot: spec },
      to: { path: '(^|node_modules/)(@nestjs|kafkajs|ioredis|lmdb|fastify|pino|prom-client)(/|$)' },
    },
    {
      name: 'kernel-alone',
      comment: 'the kernel imports nothing',
      severity: 'error',
      from: { path: within(['kernel']), pathNot: spec },
      to: { path: '(^|/)node_modules/' },
    },
    {
      name: 'domain-no-schema',
      comment: 'what comes from outside is checked at the edge, before the domain sees it',
      severity: 'error',
      from: { path: within(domain), pathNot: spec },
      to: { path: '(^|node_modules/)(zod|ajv)(/|$)' },
    },
    {
      name: 'product-dependencies',
      comment: 'what the product imports is installed with it',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: spec },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Those of test/register/outside stand in a copy of the tree, which a test compiles.
    exclude: { path: '^(dist|test/register/outside)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@throughline/source', 'types', 'import', 'require', 'node', 'default'],
      mainFields: ['module', 'main', 'types', 'typings'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
