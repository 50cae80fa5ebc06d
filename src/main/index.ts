/** Entry of the desktop app: puts tray and window before the engine. */
import path from 'node:path';
import { DesktopBackend } from './compose/desktop/backend.ts';
import { startDesktop } from './desktop/desktop.ts';

const home = process.env.CC_SESSIONS_HOME;

startDesktop({
  out: path.dirname(import.meta.dirname),
  profile: home ? path.join(home, 'desktop') : null,
  connect: (native, emit) => new DesktopBackend({ env: process.env, native, emit }),
});
