/**
 * `npm test`: set-up, then every check there is. All checks run even when one fails. The last line is
 * `N passed, N failed`, counted from the reporters: a static check counts as one test.
 */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runEndToEnd } from './e2e.mjs';
import { runMain, setup } from './setup.mjs';
import { PROJECT } from './setup/project.mjs';
import { run, SetupError } from './setup/say.mjs';
import { runUnitTests } from './unit.mjs';

const REPORTS = path.join(PROJECT, '.cache', 'reports');
const UNIT_REPORT = path.join(REPORTS, 'unit.json');
const E2E_REPORT = path.join(REPORTS, 'e2e.json');

const tool = (...file) => path.join(PROJECT, 'node_modules', ...file);
const STATIC_CHECKS = {
  types: [tool('typescript', 'bin', 'tsc'), '-p', '.'],
  lint: [tool('eslint', 'bin', 'eslint.js'), '.'],
  formatting: [tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  build: ['scripts/build.mjs'],
};

/** Side by side, as each is one thread; what each prints is shown when it ends. */
async function staticChecks(tally) {
  const checks = Object.entries(STATIC_CHECKS).map(async ([name, args]) => {
    const { code, stdout, stderr } = await run(process.execPath, args, { cwd: PROJECT });
    if (code !== 0) process.stdout.write(`${stdout}${stderr}`);
    count(tally, name, { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 });
  });
  await Promise.all(checks);
}

function count(tally, name, { passed, failed, skipped = 0 }) {
  tally.passed += passed;
  tally.failed += failed;
  const skips = skipped ? `, ${skipped} skipped` : '';
  process.stdout.write(`${failed ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed${skips}\n`);
}

/** A run that ended badly without a failed test (a file that does not load, a crash) is one failure. */
function withExitCode(code, counts) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

async function unitCounts(code) {
  const report = JSON.parse(await readFile(UNIT_REPORT, 'utf8').catch(() => 'null'));
  const brokenFiles = report?.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.length,
  );
  return withExitCode(code, {
    passed: report?.numPassedTests ?? 0,
    failed: (report?.numFailedTests ?? 0) + (brokenFiles?.length ?? 0),
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  });
}

async function endToEndCounts(code) {
  const report = JSON.parse(await readFile(E2E_REPORT, 'utf8').catch(() => 'null'));
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {};
  return withExitCode(code, { passed: expected, failed: unexpected + flaky, skipped });
}

async function everything(tally) {
  const found = await setup('test', { build: false });
  await rm(REPORTS, { recursive: true, force: true });
  await staticChecks(tally);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${UNIT_REPORT}`];
  count(tally, 'unit tests', await unitCounts(await runUnitTests(found, reporters)));
  count(tally, 'end-to-end tests', await endToEndCounts(await runEndToEnd(found, [], E2E_REPORT)));
}

await runMain(async () => {
  const tally = { passed: 0, failed: 0 };
  await everything(tally).catch((error) => {
    process.stderr.write(`stopped: ${error instanceof SetupError ? error.message : error.stack}\n`);
    tally.failed += 1;
  });
  process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed\n`);
  return tally.failed === 0 ? 0 : 1;
});
