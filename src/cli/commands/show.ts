import type { SessionSummary } from '../../main/composed-app.ts';
import { formatCount, formatDuration, formatNumber, formatRelativeTime } from '../../shared/format.ts';
import { memoryToJson, type SessionMemory, type TaskStatus } from '../../shared/session.ts';
import type { CommandContext, Invocation } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';
import type { Page } from '../page.ts';
import { STATE_WORDS } from '../session-table.ts';
import { safeLine } from '../terminal-text.ts';

export async function run(context: CommandContext, { args: [id = ''] }: Invocation): Promise<ExitCode> {
  const { io, out } = context;
  return withApp(context, async (app) => {
    const { memory, summary, vector } = await app.show(id);
    out.result({ memory: memoryToJson(memory), summary, vector }, (page) => {
      showMemory(page, memory, summary, io.now());
    });
    return EXIT.ok;
  });
}

function showMemory(page: Page, memory: SessionMemory, summary: SessionSummary, now: number): void {
  page.line(page.paint.bold(safeLine(memory.summary) || memory.id)).line();
  page.facts([
    ['Id', memory.id],
    ['Project', [memory.projectName, memory.projectPath].filter(Boolean).join('  ')],
    [
      'When',
      `${clock(memory.startedAt)} to ${clock(memory.endedAt)} (${formatRelativeTime(Date.parse(memory.endedAt), now)})`,
    ],
    ['Length', lengthOf(memory)],
    ['State', STATE_WORDS[summary.state]],
    ['Devices', summary.devices.join(', ')],
    ['Tags', memory.tags.join(', ')],
    ['Archived', memory.archived ? clock(memory.archivedAt ?? '') || 'yes' : null],
  ]);
  if (memory.description && memory.description !== memory.summary)
    section(page, 'Description', memory.description);
  showTasks(page, memory);
  list(page, 'Files created', memory.filesCreated);
  list(page, 'Files modified', memory.filesModified);
  list(page, 'Files deleted', memory.filesDeleted);
  list(page, 'Decisions', memory.keyDecisions);
  list(page, 'Next steps', memory.nextSteps);
  list(page, 'Blockers', memory.blockers);
  if (memory.lastUserMessage) section(page, 'Last message from you', memory.lastUserMessage);
  if (memory.lastAssistantMessage) section(page, 'Last message from the agent', memory.lastAssistantMessage);
}

const TASK_MARKS: Readonly<Record<TaskStatus, string>> = {
  completed: '✓',
  in_progress: '→',
  pending: '○',
  blocked: '✗',
};

function showTasks(page: Page, { tasks, tasksCompleted }: SessionMemory): void {
  if (tasks.length === 0) return;
  page
    .line()
    .line(page.paint.bold(`Tasks (${formatNumber(tasksCompleted)} of ${formatNumber(tasks.length)} done)`));
  for (const task of tasks) {
    const style = task.status === 'completed' ? page.paint.dim : String;
    page.line(`  ${TASK_MARKS[task.status]} ${style(safeLine(task.description))}`);
  }
}

function list(page: Page, title: string, items: readonly string[]): void {
  if (items.length === 0) return;
  page.line().line(page.paint.bold(title));
  for (const item of items) page.line(`  ${safeLine(item)}`);
}

function section(page: Page, title: string, text: string): void {
  page.line().line(page.paint.bold(title)).block(text);
}

function lengthOf(memory: SessionMemory): string {
  return [
    ...(memory.duration > 0 ? [formatDuration(memory.duration * 60_000)] : []),
    formatCount(memory.messagesCount, 'message'),
    formatCount(memory.toolCallsCount, 'tool call'),
    formatCount(memory.tokensUsed, 'token'),
  ].join(', ');
}

/** Local time, `2026-11-22 15:04`. */
function clock(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
