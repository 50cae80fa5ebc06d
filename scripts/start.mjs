/** `npm start`: the app from the checkout. As root, which only containers do, Chromium has no sandbox to offer. */
import { readRuntime } from './setup/project.mjs';
import { runMain, setup } from './setup.mjs';
import { PROJECT } from './setup/project.mjs';
import { runVisibly } from './unit.mjs';

await runMain(async () => {
  await setup('app');
  const { electron } = await readRuntime();
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env;
  const rootOnly = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return runVisibly([electron, PROJECT, ...rootOnly, ...process.argv.slice(2)], env);
});
