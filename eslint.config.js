import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import rooms from './scripts/lint/rooms.mjs';

const SCRIPTS = ['**/*.mjs', 'eslint.config.js'];
const TESTS = ['**/*.test.{ts,tsx}', '**/testing/**', 'e2e/**', 'test/**', 'bench/**'];

/** Rules for every file. */
const everywhere = {
  plugins: { rooms, 'import-x': importX },
  linterOptions: { noInlineConfig: true },
  settings: {
    'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js', '.mjs'] })],
  },
  rules: {
    'rooms/imports': 'error',
    'rooms/names': 'error',
    'import-x/no-cycle': ['error', { ignoreExternal: true }],
    'no-warning-comments': ['error', { terms: ['TODO', 'FIXME', 'XXX'], location: 'anywhere' }],
    'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    'no-console': 'error',
    eqeqeq: ['error', 'always'],
    'no-eval': 'error',
    'prefer-const': 'error',
  },
};

const typed = {
  files: ['**/*.{ts,tsx}'],
  extends: [tseslint.configs.strictTypeChecked],
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  rules: {
    '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    // Off: slow, and about enums and class identity, which this code has none of.
    '@typescript-eslint/no-unsafe-enum-assignment': 'off',
    '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    // Off: maps without prototype are what keeps hostile keys harmless.
    '@typescript-eslint/no-dynamic-delete': 'off',
    // Off: takes a flag that another call sets during an await for a constant.
    '@typescript-eslint/no-unnecessary-condition': 'off',
    // Off: matters of taste.
    '@typescript-eslint/no-meaningless-void-operator': 'off',
    '@typescript-eslint/no-unnecessary-type-arguments': 'off',
    '@typescript-eslint/no-misused-spread': 'off',
    // Off: says that arrow functions with a short body must not return void, which is how callbacks are written.
    '@typescript-eslint/no-confusing-void-expression': 'off',
    // Off: a callback that must be async for its type need not await.
    '@typescript-eslint/require-await': 'off',
  },
};

/** Tests look at what they should not get, and reach into every room. */
const tests = {
  files: TESTS,
  rules: {
    '@typescript-eslint/no-non-null-assertion': 'off',
    '@typescript-eslint/no-unsafe-assignment': 'off',
    '@typescript-eslint/no-unsafe-member-access': 'off',
    '@typescript-eslint/no-unsafe-argument': 'off',
    '@typescript-eslint/no-unsafe-call': 'off',
    '@typescript-eslint/no-unsafe-return': 'off',
    '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    '@typescript-eslint/unbound-method': 'off',
    'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
    'no-console': 'off',
  },
};

const scripts = {
  files: SCRIPTS,
  extends: [js.configs.recommended],
  languageOptions: {
    globals: Object.fromEntries(
      ['process', 'console', 'Buffer', 'URL', 'setTimeout', 'clearTimeout', 'fetch', 'performance'].map(
        (name) => [name, 'readonly'],
      ),
    ),
  },
  rules: {
    'no-console': 'off',
    'no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
  },
};

export default tseslint.config(
  { ignores: ['out/', 'dist/', '.cache/', 'bench/results/'] },
  everywhere,
  typed,
  scripts,
  tests,
);
