/** Commands on sessions. */
import { open } from 'node:fs/promises';
import type { CommandHandlers, CommandResponse } from '../../../shared/contract.ts';
import type { ConversationMessage } from '../../../shared/conversation.ts';
import { AppError, toAppError } from '../../../shared/errors.ts';
import { readOnlyHere, writeOnlyHere } from '../../config/only-here.ts';
import { writeProjectRule } from '../../config/project-rules.ts';
import { TRASH_DAYS } from '../../engine/trash.ts';
import type { ResumeResult } from '../../composed-app.ts';
import type { DesktopContext } from './context.ts';
import type { DeviceNames } from './device-names.ts';
import type { OpenEngine } from './engine-host.ts';
import { openPath } from './open-path.ts';
import { isCaptured, sessionDetail } from './session-detail.ts';
import { titleOf } from './session-titles.ts';
import type { SessionViews } from './session-views.ts';

const TRASH_MS = TRASH_DAYS * 24 * 60 * 60 * 1000;

export function sessionCommands(context: DesktopContext, views: SessionViews): CommandHandlers {
  const { host, now } = context;
  return {
    ...listCommands(context, views),
    ...conversationCommands(context, views),
    'sessions.delete': async ({ id }) => {
      const { app, parts } = await host.current();
      await app.delete(id);
      views.seen.keep(parts, id);
      context.refresh();
      return { undoUntil: now() + TRASH_MS };
    },
    'sessions.undelete': async ({ id }) => {
      await (await host.current()).app.undelete(id);
      context.refresh();
      return {};
    },
    'sessions.trash': async () => trash(await host.current(), (await views.current()).names),
    'sessions.keepHere': async ({ of, on }) => {
      const { machine } = (await host.current()).parts;
      const { home, configFile } = machine.paths;
      if ('session' in of) {
        await writeOnlyHere(home, of.session, on);
        context.refresh();
        return { stillInBucket: ownCopies(await host.current(), [of.session]) };
      }
      await context.reopen(() => writeProjectRule(configFile, of.project, on ? false : null));
      const engine = await host.current();
      const ids = engine.parts.store.list({ project: of.project }).map(({ id }) => id);
      context.refresh();
      return { stillInBucket: ownCopies(engine, ids) };
    },
  };
}

function listCommands(context: DesktopContext, views: SessionViews): CommandHandlers {
  const { host } = context;
  return {
    'sessions.list': async ({ filter, offset, limit }) =>
      (await views.current()).catalog.page(filter, offset, limit),
    'sessions.facets': async () => (await views.current()).catalog.facets(),
    'sessions.search': async ({ words, filter, limit }) => {
      const { parts } = await host.current();
      // More than asked for, as the filter takes some away again.
      const found = await parts.state.search(
        parts.store,
        words,
        Object.keys(filter).length > 0 ? 2_000 : limit,
      );
      const rows = await (
        await views.current()
      ).catalog.pick(
        found.map(({ id }) => id),
        filter,
      );
      const hits = found.flatMap(({ id, snippet, ranges }) => {
        const row = rows.get(id);
        return row ? [{ ...row, snippet, ranges }] : [];
      });
      return { hits: hits.slice(0, limit) };
    },
    'sessions.show': async ({ id }) => {
      const { names, isProjectOnlyHere, expiring } = await views.current();
      const engine = await host.current();
      const { home } = engine.parts.machine.paths;
      const isOnlyHere = readOnlyHere(home).has(id);
      const expiresAt = expiring().get(id) ?? null;
      const detail = await sessionDetail({ engine, id, names, expiresAt, isProjectOnlyHere, isOnlyHere });
      views.seen.add(id, detail.row);
      return detail;
    },
  };
}

function conversationCommands(context: DesktopContext, views: SessionViews): CommandHandlers {
  const { host, native, strings } = context;
  return {
    'sessions.conversation': async ({ id, offset, limit }) =>
      conversation(await host.current(), views, { id, offset, limit }),
    'sessions.chooseDirectory': async () => ({
      path: await native.chooseDirectory({ title: strings().dialogs.chooseProject }),
    }),
    'sessions.resume': async ({ id, directory, dryRun = false }) => {
      const { app } = await host.current();
      const request = { id, dryRun, ...(directory === null ? {} : { to: directory }) };
      return resumed(await app.resume(request));
    },
    'sessions.export': async ({ id, format }) => {
      const { app } = await host.current();
      const exported = await app.exportConversation({ id, format });
      const extension = format === 'markdown' ? 'md' : format;
      const path = await native.chooseSave({
        title: strings().dialogs.saveExport,
        name: `${fileName(exported.title) || exported.session}.${extension}`,
        kinds: [{ name: extension, extensions: [extension] }],
      });
      if (path !== null) await writeChunks(path, exported.chunks);
      return { path };
    },
    'sessions.openProject': async ({ id }) => {
      const { app } = await host.current();
      const { memory } = await app.show(id);
      if (memory.projectPath === '') throw new AppError('PROJECT_NOT_HERE', { session: id });
      await openPath(native, memory.projectPath);
      return {};
    },
  };
}

async function conversation(
  engine: OpenEngine,
  { pages }: SessionViews,
  { id, offset, limit }: { id: string; offset: number; limit: number },
): Promise<CommandResponse<'sessions.conversation'>> {
  const { parts, app } = engine;
  const stamp = parts.store.stampsOf([id]).get(id) ?? '';
  try {
    const page = await pages.page(`${id} ${stamp}`, () => app.readConversation(id), { offset, limit });
    return { ...page, source: isCaptured(engine, id) ? 'here' : 'bucket' };
  } catch (error) {
    if (toAppError(error).code !== 'TRANSCRIPT_MISSING') throw error;
    const { memory } = await app.show(id);
    const messages = [
      said('user', memory.lastUserMessage),
      said('assistant', memory.lastAssistantMessage),
    ].flat();
    return { total: messages.length, offset: 0, messages, source: 'memory' };
  }
}

function said(role: 'user' | 'assistant', text: string): ConversationMessage[] {
  if (text === '') return [];
  return [{ role, at: null, parts: [{ kind: 'text', text, cut: false }], thread: null }];
}

function resumed(result: ResumeResult): CommandResponse<'sessions.resume'> {
  const how = { write: 'restored', 'fast-forward': 'restored', fork: 'forked' } as const;
  const { action, command, project, files, bytes } = result;
  return {
    command,
    directory: project,
    how: action === 'already-here' || action === 'ahead' ? 'already-here' : how[action],
    files: files.length,
    bytes,
  };
}

function trash({ parts }: OpenEngine, names: DeviceNames): CommandResponse<'sessions.trash'> {
  // One that was brought back has its tombstone still.
  const here = new Set(parts.store.stamps().map((row) => row.id));
  const left = parts.state
    .tombstones()
    .filter(({ session }) => !here.has(session) && parts.state.remotesOf(session).length > 0);
  const sessions = left.map(({ session, device, deletedAt }) => ({
    id: session,
    ...titleOf(parts, session),
    device,
    deviceName: names.of(device),
    deletedAt,
    undoUntil: Date.parse(deletedAt) + TRASH_MS,
  }));
  return { sessions: sessions.sort((a, b) => (a.deletedAt < b.deletedAt ? 1 : -1)) };
}

/** Own copies of these sessions that are in the bucket already; deleting is another command. */
function ownCopies({ parts }: OpenEngine, ids: readonly string[]): number {
  const { device } = parts.identity;
  return parts.state.remotesAmong(ids).filter((row) => row.device === device).length;
}

/** A name for a file out of a summary, on every system. */
function fileName(title: string): string {
  return title
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 80)
    .replace(/[. ]+$/, '');
}

async function writeChunks(path: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  try {
    const handle = await open(path, 'w', 0o600);
    try {
      for await (const chunk of chunks) await handle.writeFile(chunk);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const failure = toAppError(error);
    if (failure.code !== 'INTERNAL') throw failure;
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new AppError('HOME_UNWRITABLE', { path, reason }, { cause: error });
  }
}
