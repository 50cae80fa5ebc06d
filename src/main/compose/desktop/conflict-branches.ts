/** The conversations of a conflict's two versions: what both share, and what each side said after they parted. */
import type { CommandResponse } from '../../../shared/contract.ts';
import type { ConversationMessage } from '../../../shared/conversation.ts';
import { toAppError } from '../../../shared/errors.ts';
import type { Transcript } from '../../../shared/transcript.ts';
import type { ConversationBranches } from '../../composed-app.ts';
import type { ConflictRecord } from '../../engine/ports.ts';
import type { ConversationPages, Page } from './conversation-pages.ts';
import type { OpenEngine } from './engine-host.ts';

type Branches = NonNullable<CommandResponse<'conflicts.show'>['branches']>;

/** Where two conversations part never changes; reading both takes a while. */
const compared = new WeakMap<OpenEngine, Map<string, Promise<ConversationBranches | null>>>();

function nameOf({ session, local, remote }: ConflictRecord): string {
  return `${session} ${local.contentHash} ${remote.contentHash}`;
}

function compare(engine: OpenEngine, record: ConflictRecord): Promise<ConversationBranches | null> {
  const known = compared.get(engine) ?? new Map<string, Promise<ConversationBranches | null>>();
  compared.set(engine, known);
  const name = nameOf(record);
  const reading = known.get(name) ?? engine.app.branches(record);
  known.set(name, reading);
  reading.catch(() => known.delete(name));
  return reading;
}

/** `null` where a side has no conversation that can be read: the memories are decided on alone. */
export async function branchesOf(
  engine: OpenEngine,
  pages: ConversationPages,
  record: ConflictRecord,
): Promise<Branches | null> {
  try {
    const branches = await compare(engine, record);
    if (branches === null) return null;
    const side = async (branch: 'local' | 'remote'): Promise<Branches['local']> => {
      const page = await branchMessages(engine, pages, record, { branch, offset: 0, limit: 1 });
      const { opening, lastAt } = branches[branch];
      return { messages: page.total, firstAt: page.messages[0]?.at ?? '', lastAt: lastAt ?? '', opening };
    };
    return { shared: branches.shared, local: await side('local'), remote: await side('remote') };
  } catch (error) {
    if (toAppError(error).code.startsWith('TRANSCRIPT_')) return null;
    throw error;
  }
}

export async function branchMessages(
  engine: OpenEngine,
  pages: ConversationPages,
  record: ConflictRecord,
  { branch, offset, limit }: { branch: 'shared' | 'local' | 'remote'; offset: number; limit: number },
): Promise<Page> {
  const branches = await compare(engine, record);
  const side = branch === 'remote' ? record.remote : record.local;
  const { transcript } = side.memory;
  if (!branches || !transcript) return { total: 0, offset: 0, messages: [] };
  const part = branch === 'shared' ? { to: branches.shared } : { from: branches.shared };
  const open = (): Promise<AsyncIterable<ConversationMessage>> => readStored(engine, transcript);
  return pages.page(`${nameOf(record)} ${side.device}`, open, { ...part, offset, limit });
}

async function readStored(
  { conversations }: OpenEngine,
  transcript: Transcript,
): Promise<AsyncIterable<ConversationMessage>> {
  return conversations.readStored(transcript);
}
