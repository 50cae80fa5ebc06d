/** Where two versions of one conversation part, and what each side has said since. */
import { isDeepStrictEqual } from 'node:util';
import type { ConversationBranch, ConversationBranches } from '../composed-app.ts';
import { readConversation, type ConversationSource } from '../export/read-conversation.ts';
import type { ConversationMessage } from '../../shared/conversation.ts';

/** Characters of the first thing that was said on a branch. */
const OPENING = 200;

export interface BranchInput {
  readonly device: string;
  readonly source: ConversationSource;
}

/**
 * Reads both conversations once, side by side; nothing but the messages at hand is held.
 * @throws AppError TRANSCRIPT_UNSUPPORTED, and whatever the sources throw
 */
export async function compareBranches(mine: BranchInput, theirs: BranchInput): Promise<ConversationBranches> {
  const [here, there] = [iterate(mine.source), iterate(theirs.source)];
  let shared = 0;
  let partedAt: string | null = null;
  try {
    let [a, b] = [await here.next(), await there.next()];
    while (!a.done && !b.done && isDeepStrictEqual(a.value, b.value)) {
      shared += 1;
      partedAt = a.value.at ?? partedAt;
      [a, b] = [await here.next(), await there.next()];
    }
    return {
      shared,
      partedAt,
      local: await rest(mine.device, a, here),
      remote: await rest(theirs.device, b, there),
    };
  } finally {
    await Promise.all([here.return?.(), there.return?.()]);
  }
}

type Step = IteratorResult<ConversationMessage, unknown>;

function iterate(source: ConversationSource): AsyncIterator<ConversationMessage, unknown> {
  return readConversation(source)[Symbol.asyncIterator]();
}

/** What follows on one side; what tools and the program itself put in are no messages to a person. */
async function rest(
  device: string,
  first: Step,
  iterator: AsyncIterator<ConversationMessage, unknown>,
): Promise<ConversationBranch> {
  let messages = 0;
  let opening = '';
  let lastAt: string | null = null;
  for (let step = first; !step.done; step = await iterator.next()) {
    const { role, at, parts } = step.value;
    lastAt = at ?? lastAt;
    if (role !== 'user' && role !== 'assistant') continue;
    messages += 1;
    const said = parts.find((part) => part.kind === 'text');
    if (opening === '' && role === 'user' && said) opening = said.text.slice(0, OPENING);
  }
  return { device, messages, opening, lastAt };
}
