/** `npm start`: the app from the checkout, built when it is not. */
import { runMain, setup } from './setup.mjs';
import { PROJECT } from './setup/project.mjs';
import { runVisibly } from './unit.mjs';

await runMain(async () => {
  const { electron } = await setup('app');
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env;
  // Chromium has no sandbox for root; nobody but a container's root starts it so.
  const rootOnly = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return runVisibly([electron, PROJECT, ...rootOnly, ...process.argv.slice(2)], env);
});
