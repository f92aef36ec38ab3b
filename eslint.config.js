import { globSync, readFileSync, readdirSync } from 'node:fs';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const names = readdirSync(new URL('services', import.meta.url));

/** What a file may not import; `group` holds patterns as in .gitignore. */
const forbid = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] });
const departments = {
  group: [...names, 'gateway', 'embedded'].flatMap((name) => [`@throughline/${name}`, `@throughline/${name}/*`, `../**/${name}/src/**`]),
  message: 'Departments share nothing but events: take what you need from the other service’s events in proto/.',
};
const impure = 'A decider is pure: what it needs comes with the command.';
const anythingElse = {
  regex: '^(?!\\.|@throughline/(contracts|decider|domain)(/|$)|@bufbuild/protobuf(/|$))',
  message: impure,
};

/** Departments of the web app: they meet in the slots of `slice.ts`. */
const webSlices = globSync('web/src/*/slice.tsx', { cwd: import.meta.dirname }).map((path) => path.split('/')[2]);
const otherSlices = (own) => ({
  group: webSlices.filter((name) => name !== own).flatMap((name) => [`../${name}/**`, `../../${name}/**`]),
  message:
    'Departments of the web app know nothing of each other: what several need stands in web/src/records, and they meet in the slots of slice.ts.',
});

/** The files that make decisions: those with a Decider and its evolve. */
const deciders = globSync('{services,libs}/*/src/**/*.ts', {
  cwd: import.meta.dirname,
  exclude: ['libs/decider/**', '**/testing/**', '**/*.spec.ts'],
}).filter((file) => /\bDecider\b[^]*\bevolve[(:,]/.test(readFileSync(new URL(file, import.meta.url), 'utf8')));

const givenTime = 'The time comes with the command or the event.';
const noClock = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: givenTime },
  { selector: "CallExpression[callee.name='Date']", message: givenTime },
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: givenTime },
  { selector: "MemberExpression[object.property.name='Date'][property.name='now']", message: givenTime },
  {
    selector: 'CallExpression[callee.object.name=/^(DateTime|performance)$/][callee.property.name=/^(now|local|utc)$/][arguments.length=0]',
    message: givenTime,
  },
  { selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']", message: 'Chance has no place here.' },
  { selector: "CallExpression[callee.property.name='randomUUID']", message: 'Ids come with the command.' },
];
const noWorld = ['process', 'fetch', 'setTimeout', 'setInterval', 'setImmediate'].map((name) => ({ name, message: impure }));

export default defineConfig(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      '**/coverage/',
      '.cache/',
      '.nx/',
      'data/',
      'data-distributed/',
      '**/gen/',
      '**/*.types.ts',
      '**/*.graphql.ts',
    ],
  },
  tseslint.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-deprecated': 'off',
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-unsafe-finally': 'error',
      'no-self-compare': 'error',
      'no-debugger': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  // Classes that Nest constructs need the types of their parameters at run time.
  {
    files: ['services/*/src/**/*.ts', 'libs/service-kit/src/**/*.ts', 'libs/imports/src/**/*.ts', 'libs/bulk-edits/src/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  { files: ['libs/**/*.ts'], rules: forbid(departments) },
  { files: ['services/*/src/**/*.ts'], rules: forbid(departments) },
  { files: ['web/src/{app,records}/**'], rules: forbid(otherSlices()) },
  ...webSlices.map((name) => ({ files: [`web/src/${name}/**`], rules: forbid(otherSlices(name)) })),
  {
    files: deciders,
    rules: {
      ...forbid(departments, anythingElse),
      'no-restricted-syntax': ['error', ...noClock, { selector: 'ImportExpression', message: impure }],
      'no-restricted-globals': ['error', ...noWorld],
    },
  },
  { files: ['services/*/src/**/*.view.ts', 'services/*/src/**/*.policy.ts'], rules: { 'no-restricted-syntax': ['error', ...noClock] } },
  {
    files: ['**/*.spec.ts', '**/testing/**/*.ts', '**/test/**/*.ts', 'gateway/e2e/**/*.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off', '@typescript-eslint/no-floating-promises': 'off', 'no-console': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        Buffer: 'readonly',
        performance: 'readonly',
      },
    },
  },
  {
    files: ['tools/**', 'deploy/*/src/**', 'deploy/docker/**', 'deploy/helm/**', 'gateway/e2e/**', '*.js'],
    rules: { 'no-console': 'off' },
  },
);
