/** Takes out of the packed app what Electron's distribution brings along for those who have no app yet. */
import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';

const RESOURCES = (context) =>
  context.electronPlatformName === 'darwin'
    ? path.join(`${context.packager.appInfo.productFilename}.app`, 'Contents', 'Resources')
    : 'resources';

export default async function afterPack(context) {
  const resources = path.join(context.appOutDir, RESOURCES(context));
  await rm(path.join(resources, 'default_app.asar'), { force: true });
  await rm(path.join(context.appOutDir, 'version'), { force: true });
  if (context.electronPlatformName !== 'win32')
    await chmod(path.join(resources, 'bin', 'cc-sessions'), 0o755);
}
