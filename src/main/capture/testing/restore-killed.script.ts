/** Restores a sample bundle and is killed at the given point: when a file is read or the way is confirmed. */
import { claudeCodeRestore } from '../claude-code/restore.ts';
import { codexRestore } from '../codex/restore.ts';
import { restoreSession } from '../restore/restore-session.ts';
import { claudeBundle, codexBundle, sourceOf } from './sample-bundles.ts';

const [agent = '', directory = '', project = '', scratch = '', point = ''] = process.argv.slice(2);
let left = Number(point);
const step = (): void => {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
};

const bundle = agent === 'codex' ? codexBundle() : claudeBundle();
const restore = (agent === 'codex' ? codexRestore : claudeCodeRestore)(directory);
const plain = sourceOf(bundle);
const source = {
  ...plain,
  async *open(path: string) {
    const chunks = plain.open(path);
    step();
    yield* chunks;
    step();
  },
};
await restoreSession({
  ...{ source, project, scratch },
  restore: {
    ...restore,
    liveness(id) {
      step();
      return restore.liveness(id);
    },
  },
});
