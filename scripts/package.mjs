/**
 * `npm run package`: installers for this platform into dist/. Electron's official runtime goes into them; the
 * fallback that set-up may have found for tests never does, so this needs Electron's own download.
 */
import path from 'node:path';
import { buildAll } from './build.mjs';
import { runMain, setup } from './setup.mjs';
import { PROJECT } from './setup/project.mjs';
import { runVisibly } from './unit.mjs';

await runMain(async () => {
  await setup('build', { build: false });
  await buildAll({ types: true });
  const builder = path.join(PROJECT, 'node_modules', 'electron-builder', 'cli.js');
  const { ELECTRON_OVERRIDE_DIST_PATH: _override, ...env } = process.env;
  return runVisibly([process.execPath, builder, '--publish', 'never', ...process.argv.slice(2)], env);
});
