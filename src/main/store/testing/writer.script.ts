/** Writes batches of ten rows until it is killed; prints each batch's number once it is stored. */
import { SessionStore } from '../sessions.ts';

const [path = ''] = process.argv.slice(2);
const { store } = SessionStore.open(path);
for (let batch = 0; ; batch += 1) {
  const at = '2026-11-20T09:00:00.000Z';
  const rows = Array.from({ length: 10 }, (_, index) => ({
    memory: {
      ...{
        id: `mem_${batch}_${index}`,
        claudeSessionId: '',
        projectPath: '/p',
        projectName: 'p',
        startedAt: at,
      },
      ...{
        endedAt: at,
        duration: 1,
        summary: `batch ${batch}`,
        description: 'words '.repeat(2_000),
        tasks: [],
      },
      ...{
        tasksCompleted: 0,
        tasksPending: 0,
        filesCreated: [],
        filesModified: [],
        filesDeleted: [],
        tags: [],
      },
      ...{
        lastUserMessage: '',
        lastAssistantMessage: '',
        nextSteps: [],
        keyDecisions: [],
        blockers: [],
        logFile: '',
      },
      ...{ tokensUsed: 0, messagesCount: 0, toolCallsCount: 0, archived: false, synced: false },
    },
    expected: null,
    synced: false,
  }));
  store.put(rows);
  process.stdout.write(`${batch}\n`);
}
