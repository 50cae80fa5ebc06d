/** Opens the composed app for one command and says on stderr what a person should know on the way. */
import type { AppOptions, ComposedApp } from '../main/composed-app.ts';
import { mintedKeyWords } from '../shared/minted-key.ts';
import type { CommandContext } from './context.ts';
import type { Output } from './output.ts';

/** Said by `status` only: true for everyone whose config is written by hand, and no news at every command. */
export const ADVICE: ReadonlySet<string> = new Set(['SECRETS_IN_CONFIG']);

/** Milliseconds to wait for another process that is syncing. */
const LOCK_PATIENCE = 60_000;

/** Runs `work` with the app and closes it, however the work ends. */
export async function withApp<T>(
  { io, out, services }: CommandContext,
  work: (app: ComposedApp) => Promise<T>,
  options: Partial<AppOptions> = {},
): Promise<T> {
  const app = await services.open({ ...appOptions(io.env, out), ...options });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

export function appOptions(env: NodeJS.ProcessEnv, out: Output): AppOptions {
  return {
    env,
    holder: 'cli',
    lockTimeoutMs: LOCK_PATIENCE,
    onNotice: (notice) => {
      if (!ADVICE.has(notice.code)) out.notice(notice);
    },
    onMintedKey: (minted) => {
      out.diagnose(mintedKeyWords(minted));
    },
    onWait: ({ holder, pid }) => {
      const who = holder === 'app' ? 'the cc-sessions app' : 'another cc-sessions command';
      out.note(`Waiting for ${who} (process ${pid}), which is syncing right now …`);
    },
  };
}
