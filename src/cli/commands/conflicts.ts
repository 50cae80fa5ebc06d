import type { ConflictRecord } from '../../main/composed-app.ts';
import { formatCount, formatNumber, formatRelativeTime } from '../../shared/format.ts';
import { memoryToJson, type SessionMemory } from '../../shared/session.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';
import { describeSteps } from '../output.ts';
import type { Page } from '../page.ts';
import { safeLine } from '../terminal-text.ts';

export async function run(context: CommandContext): Promise<ExitCode> {
  const { io, out } = context;
  return withApp(context, async (app) => {
    const conflicts = await app.conflicts();
    const documents = conflicts.map((conflict) => ({
      ...conflict,
      local: { ...conflict.local, memory: memoryToJson(conflict.local.memory) },
      remote: { ...conflict.remote, memory: memoryToJson(conflict.remote.memory) },
      differs: differingFields(conflict),
    }));
    out.result({ conflicts: documents }, (page) => {
      if (conflicts.length === 0) {
        page.line('No conflicts: every session has one version.');
        return;
      }
      const verb = conflicts.length === 1 ? 'has' : 'have';
      page.line(
        `${formatCount(conflicts.length, 'session')} ${verb} two versions. Both are kept until you decide.`,
      );
      for (const conflict of conflicts) showConflict(page, conflict, io.now());
    });
    return EXIT.ok;
  });
}

function showConflict(page: Page, conflict: ConflictRecord, now: number): void {
  const { paint } = page;
  const { session, local, remote } = conflict;
  page
    .line()
    .line(`${paint.cyan(safeLine(session))}  ${paint.bold(safeLine(local.memory.summary).slice(0, 100))}`);
  const versions = [['local', 'this device', local] as const, ['remote', remote.device, remote] as const].map(
    ([keep, device, { memory }]) => [
      [keep, paint.bold] as const,
      device,
      formatRelativeTime(Date.parse(memory.endedAt), now),
      formatNumber(memory.messagesCount),
      `${formatNumber(memory.tasksCompleted)}/${formatNumber(memory.tasks.length)}`,
      memory.summary,
    ],
  );
  page.table(
    [
      { title: 'KEEP' },
      { title: 'DEVICE' },
      { title: 'ENDED' },
      { title: 'MESSAGES', align: 'right' },
      { title: 'TASKS', align: 'right' },
      { title: 'SUMMARY', flexible: true },
    ],
    versions,
  );
  showDifferences(page, conflict);
  const resolve = `cc-sessions resolve ${safeLine(session)} --keep`;
  describeSteps(page, [
    { command: `${resolve} local`, label: "this device's goes on" },
    { command: `${resolve} remote`, label: `the one of ${safeLine(remote.device)} goes on` },
    { command: `${resolve} both`, label: 'both go on, as two sessions' },
  ]);
}

/** Characters of a text that are shown of either version. */
const SHOWN = 120;

/** What both versions say where they differ: short values themselves, of the rest the name. */
function showDifferences(page: Page, conflict: ConflictRecord): void {
  const { paint } = page;
  const [mine, theirs] = [known(conflict.local.memory), known(conflict.remote.memory)];
  const names = differingFields(conflict);
  page.line(paint.dim(`Differs: ${names.map(fieldWords).join(', ')}`));
  for (const name of names.filter((each) => each !== 'summary')) {
    const values = [mine[name], theirs[name]];
    if (!values.every(isShowable)) continue;
    const [here, there] = values.map((value) => safeLine(String(value)).slice(0, SHOWN) || '(empty)');
    page
      .line(`  ${fieldWords(name)}`)
      .line(`    local   ${here}`)
      .line(`    remote  ${there}`);
  }
}

function isShowable(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** `lastAssistantMessage` as `last assistant message`. */
function fieldWords(name: string): string {
  return safeLine(name).replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Names of the top-level fields that differ, this device's own marks left out. */
function differingFields({ local, remote }: ConflictRecord): string[] {
  const [a, b] = [known(local.memory), known(remote.memory)];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name])).sort();
}

function known(memory: SessionMemory): Record<string, unknown> {
  const { synced: _synced, syncedAt: _syncedAt, ...content } = memoryToJson(memory);
  return content;
}
