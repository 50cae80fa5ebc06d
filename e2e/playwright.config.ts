import path from 'node:path';
import { defineConfig } from '@playwright/test';

const results = process.env.CC_E2E_RESULTS ?? path.join(import.meta.dirname, '..', '.cache', 'e2e');

export default defineConfig({
  testDir: import.meta.dirname,
  outputDir: path.join(results, 'artifacts'),
  reporter: [['list'], ['json', { outputFile: path.join(results, 'report.json') }]],
  // One app at a time: windows compete for focus, and the machine may be small.
  workers: 1,
  timeout: 60_000,
});
