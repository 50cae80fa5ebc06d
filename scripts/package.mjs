/**
 * `npm run package [electron-builder option...]`: installers for this platform into dist/. Where Electron's download
 * cannot be reached, what can be made without it is made, for trying and testing only.
 */
import { buildAll } from './build.mjs';
import { offlineTargets, pack, runtimeOptions } from './packaging/pack.mjs';
import { runMain, setup } from './setup.mjs';
import { say } from './setup/say.mjs';

await runMain(async () => {
  const { electron } = await setup('app', { build: false });
  await buildAll({ types: true });
  const { options, official } = await runtimeOptions(electron);
  if (!official) say(`packing the runtime at ${electron}: for tests on this machine, not for users`);
  const given = process.argv.slice(2);
  const { targets, env } = official || given.length > 0 ? { targets: [], env: {} } : await offlineTargets();
  return pack([...options, ...targets, ...given], env);
});
