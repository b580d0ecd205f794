// Nest 12, uuid 14, zod and others are ESM only. jest cannot require(esm) before Node 24.9
// (and then only with --experimental-vm-modules), so swc rewrites them to CommonJS for tests.
const esmOnly = [
  '@nestjs',
  'content-disposition',
  'cookie',
  'fast-check',
  'file-type',
  'pure-rand',
  'uuid',
  'zod',
];

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  // The imports map of package.json leads to the sources, as for tsc and the layer rules.
  testEnvironmentOptions: {
    customExportConditions: ['@throughline/source', 'node', 'node-addons'],
  },
  // A limit is for what hangs, also on a busy machine; how long things take is the bench's to say.
  testTimeout: 180_000,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test', '<rootDir>/tools'],
  testRegex: '\\.spec\\.ts$',
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.m?[tj]s$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            useDefineForClassFields: true,
          },
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/)?(?:${esmOnly.join('|')})/)`],
  collectCoverageFrom: ['{apps,libs}/*/src/**/*.ts', '!**/*.spec.ts', '!**/main.ts'],
  workerIdleMemoryLimit: '512MB',
};
