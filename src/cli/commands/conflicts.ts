import type { ComposedApp, ConflictRecord, ConversationBranches } from '../../main/composed-app.ts';
import { toAppError, type ErrorCode } from '../../shared/errors.ts';
import { formatCount, formatNumber, formatRelativeTime } from '../../shared/format.ts';
import { describeError } from '../../shared/messages.ts';
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
    const branches = await Promise.all(conflicts.map((conflict) => branchesOf(app, conflict, io.signal)));
    const documents = conflicts.map((conflict, index) => ({
      ...conflict,
      conversation: branches[index],
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
      for (const [index, conflict] of conflicts.entries())
        showConflict(page, conflict, branches[index] ?? null, io.now());
    });
    return EXIT.ok;
  });
}

/** What cannot be read now, for want of a connection or because it is gone, leaves the memories to decide by. */
async function branchesOf(
  app: Pick<ComposedApp, 'branches'>,
  conflict: ConflictRecord,
  signal: AbortSignal,
): Promise<ConversationBranches | { readonly error: ErrorCode } | null> {
  try {
    return await app.branches(conflict, signal);
  } catch (error) {
    const { code } = toAppError(error);
    if (code === 'CANCELLED') throw error;
    return { error: code };
  }
}

function showConflict(
  page: Page,
  conflict: ConflictRecord,
  branches: Awaited<ReturnType<typeof branchesOf>>,
  now: number,
): void {
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
  if (branches) showBranches(page, branches, now);
  showDifferences(page, conflict);
  const resolve = `cc-sessions resolve ${safeLine(session)} --keep`;
  describeSteps(page, [
    { command: `${resolve} local`, label: "this device's goes on" },
    { command: `${resolve} remote`, label: `the one of ${safeLine(remote.device)} goes on` },
    { command: `${resolve} both`, label: 'both go on, as two sessions' },
  ]);
}

function showBranches(
  page: Page,
  branches: ConversationBranches | { readonly error: ErrorCode },
  now: number,
): void {
  if ('error' in branches) {
    page.line(`The conversations could not be compared: ${describeError({ code: branches.error }).title}.`);
    return;
  }
  const { shared, partedAt, local, remote } = branches;
  const since = partedAt === null ? '' : ` (${formatRelativeTime(Date.parse(partedAt), now)})`;
  page.line(`Both share ${formatCount(shared, 'message')} and part after them${since}.`);
  for (const [keep, { device, messages, opening }] of [
    ['local', local] as const,
    ['remote', remote] as const,
  ]) {
    const went = opening === '' ? '' : `: “${safeLine(opening).slice(0, SHOWN)}”`;
    page.line(`  ${keep.padEnd(7)} ${formatCount(messages, 'message')} since, on ${safeLine(device)}${went}`);
  }
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
