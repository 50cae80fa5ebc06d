/**
 * The memory of a conversation that one device merely went on with: what the conversation says is taken from the
 * longer side, what a person or the plugin wrote from whichever side wrote it.
 */
import { hash } from 'node:crypto';
import { withSortedKeys } from '../../shared/plain-json.ts';
import type { SessionMemory } from '../../shared/session.ts';
import { compareVectors, type VersionVector } from '../../shared/version-vector.ts';
import type { AgreedMemory, BaselineRow } from './ports.ts';

type Field = keyof SessionMemory;

/** What people and the plugin write. Fields that say one thing together are compared together. */
const PERSONAL: readonly (readonly Field[])[] = [
  ['summary'],
  ['description'],
  ['tags'],
  ['archived', 'archivedAt'],
  ['nextSteps'],
  ['keyDecisions'],
  ['blockers'],
  ['tasks', 'tasksCompleted', 'tasksPending'],
  ['extra'],
];

/** What the conversation itself says; whoever has more of it knows better. */
const FACTS: readonly Field[] = [
  'projectPath',
  'projectName',
  'startedAt',
  'endedAt',
  'duration',
  'filesCreated',
  'filesModified',
  'filesDeleted',
  'lastUserMessage',
  'lastAssistantMessage',
  'tokensUsed',
  'messagesCount',
  'toolCallsCount',
  'logFile',
  'logFileArchived',
];

const GROUPS = [...PERSONAL, FACTS];

/** Characters of base64url kept of each group's hash: 48 bits. */
const DIGEST = 8;
/** Versions remembered of a session: of two that were uploaded at the same moment, the one before both. */
const MOST_AGREED = 3;

function textOf(memory: SessionMemory, group: readonly Field[]): string {
  return JSON.stringify(withSortedKeys(group.map((field) => memory[field] ?? null)));
}

function digestOf(memory: SessionMemory): string {
  const digests = GROUPS.map((group) => hash('sha256', textOf(memory, group), 'base64url').slice(0, DIGEST));
  return digests.join('');
}

/**
 * What a baseline remembers once `memory` is agreed on as the version `vector`; nothing of a session without a
 * conversation.
 */
export function agreedWith(
  before: Pick<BaselineRow, 'agreed'> | null,
  memory: SessionMemory,
  vector: VersionVector,
): readonly AgreedMemory[] {
  const known = before?.agreed ?? [];
  if (!memory.transcript) return known;
  const others = known.filter((each) => compareVectors(each.vector, vector) !== 'equal');
  return [{ vector, digest: digestOf(memory) }, ...others].slice(0, MOST_AGREED);
}

/** As `agreedWith`, of a version that says what the baseline says. */
export function agreedAgain(before: BaselineRow | null, vector: VersionVector): readonly AgreedMemory[] {
  const known = before?.agreed ?? [];
  const same = known.find((each) => compareVectors(each.vector, before?.vector ?? {}) === 'equal');
  return same ? [{ ...same, vector }, ...known].slice(0, MOST_AGREED) : known;
}

/** The newest version known of which both went on; `null`: none is. */
export function commonMemory(
  agreed: readonly AgreedMemory[] | undefined,
  mine: VersionVector,
  theirs: VersionVector,
): AgreedMemory | null {
  const isSeen = ({ vector }: AgreedMemory): boolean =>
    [mine, theirs].every((version) => ['equal', 'dominates'].includes(compareVectors(version, vector)));
  return agreed?.find(isSeen) ?? null;
}

export interface ContinuedVersions {
  /** The version whose conversation goes on from the other's. */
  readonly longer: SessionMemory;
  readonly shorter: SessionMemory;
  readonly common: AgreedMemory | null;
  /** What a capture makes of either conversation, or `null` where that cannot be told here; `null`: not asked yet. */
  readonly captured: { readonly longer: SessionMemory | null; readonly shorter: SessionMemory | null } | null;
}

/** `null`: both sides wrote something else in one place. Once captures were asked, a person decides. */
export function continuedMemory(versions: ContinuedVersions): SessionMemory | null {
  const { longer, shorter } = versions;
  let memory: SessionMemory = longer;
  for (const [index, group] of GROUPS.entries()) {
    const winner = group === FACTS ? knowsMore(versions, index) : writer(versions, group, index);
    if (winner === null) return null;
    if (winner === 'shorter') memory = { ...memory, ...pick(shorter, group) };
  }
  return memory;
}

type Side = 'longer' | 'shorter';

function pick(memory: SessionMemory, group: readonly Field[]): Partial<SessionMemory> {
  return Object.fromEntries(group.map((field) => [field, memory[field]]));
}

/** Whether a side left a group as both had it; `null`: that is not known. */
function isUntouched(
  { common, ...sides }: ContinuedVersions,
  side: Side,
  group: readonly Field[],
  index: number,
): boolean | null {
  if (common === null) return null;
  const before = common.digest.slice(index * DIGEST, (index + 1) * DIGEST);
  return hash('sha256', textOf(sides[side], group), 'base64url').slice(0, DIGEST) === before;
}

/** The plugin may have brought only the shorter side's memory up to date. */
function knowsMore(versions: ContinuedVersions, index: number): Side {
  const stale = isUntouched(versions, 'longer', FACTS, index);
  return stale === true && isUntouched(versions, 'shorter', FACTS, index) === false ? 'shorter' : 'longer';
}

/** Whose value of a personal group holds; `null`: both wrote one. */
function writer(versions: ContinuedVersions, group: readonly Field[], index: number): Side | null {
  const { longer, shorter, captured } = versions;
  const [long, short] = [textOf(longer, group), textOf(shorter, group)];
  if (long === short || isUntouched(versions, 'shorter', group, index)) return 'longer';
  if (isUntouched(versions, 'longer', group, index)) return 'shorter';
  if (captured === null) return null;
  if (captured.shorter && textOf(captured.shorter, group) === short) return 'longer';
  if (captured.longer && textOf(captured.longer, group) === long) return 'shorter';
  if (versions.common !== null) return null;
  // Nobody knows who wrote what; where one side says nothing, nothing is lost with it.
  if (isEmpty(shorter, group)) return 'longer';
  return isEmpty(longer, group) ? 'shorter' : null;
}

function isEmpty(memory: SessionMemory, group: readonly Field[]): boolean {
  return group.every((field) => {
    const value = memory[field];
    return !value || (Array.isArray(value) && value.length === 0);
  });
}
