/**
 * Entry of `cc-sessions hook` alone: an agent waits for it, so it loads next to nothing and runs on whichever Node
 * started bin/cc-sessions.mjs. Every other call goes through index.ts.
 */
import { resolveHome } from '../main/config/home.ts';
import { runHook } from '../main/hooks/enqueue.ts';

await runHook({ home: resolveHome().home, stdin: process.stdin, now: Date.now() });
process.exit(0);
