/** Unit specs sit next to the code; end-to-end specs in test/ run on the real stack that global set-up brings up. */
const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: '<rootDir>/test/native-realm.environment.mjs',
  setupFilesAfterEnv: ['<rootDir>/test/patience.mjs'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  moduleNameMapper: {
    '^@paymo/(.*)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};

export default {
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs,tools}/**/*.spec.ts'] },
    {
      ...shared,
      displayName: 'end-to-end',
      testMatch: ['<rootDir>/test/**/*.e2e-spec.ts'],
      globalSetup: '<rootDir>/test/stack.setup.mjs',
      globalTeardown: '<rootDir>/test/stack.teardown.mjs',
    },
  ],
};
