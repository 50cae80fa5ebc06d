/** Entry of the desktop app: opens the engine and puts a window before it. */
import path from 'node:path';
import { openApp } from './compose.ts';
import { startDesktop } from './desktop/desktop.ts';

const home = process.env.CC_SESSIONS_HOME;

startDesktop({
  out: path.dirname(import.meta.dirname),
  profile: home ? path.join(home, 'desktop') : null,
  open: () => openApp({ env: process.env, holder: 'app' }),
});
