import path from 'node:path';
import { defineConfig } from 'vitest/config';

const project = import.meta.dirname;

export default defineConfig({
  cacheDir: path.join(project, '.cache', 'vitest'),
  resolve: { alias: { 'cc-sessions-sync': path.join(project, 'src', 'api', 'index.ts') } },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    // Processes, not threads: stores, locks and signals are per process, as in the product.
    pool: 'forks',
    // Real servers and real disks: generous, so that a busy machine fails nothing.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
