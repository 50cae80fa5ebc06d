/**
 * Our hooks in Claude Code's settings (https://code.claude.com/docs/en/hooks): for each event a list of groups
 * `{matcher?, hooks: [{type: "command", command, timeout?}]}`. Nothing else in the file is touched. Pure; the file
 * itself is read and written by settings-file.ts.
 */
import { AppError } from '../../shared/errors.ts';
import {
  JsonSyntaxError,
  memberOf,
  parseText,
  splice,
  valueOf,
  withItem,
  withMember,
  without,
  type JsonNode,
} from './json-text.ts';

/** The agent has answered; its context is about to be compacted; the session ends. */
export const HOOK_EVENTS = ['SessionEnd', 'Stop', 'PreCompact'] as const;
export type HookEvent = (typeof HOOK_EVENTS)[number];

export const HOOK_COMMAND = 'cc-sessions hook';

/** Seconds after which Claude Code ends a hook; ours takes a small part of one. */
const TIMEOUT = 10;

/** However the program was called: by name, by path, through Node. */
const OURS = /(?:^|[\\/"'\s])cc-sessions(?:\.mjs|\.cmd|\.exe)?["']?\s+hook\s*$/;

export interface HooksStatus {
  /** Events that have our hook. */
  readonly events: readonly HookEvent[];
  readonly installed: 'all' | 'some' | 'none';
  /** The commands as they stand there, each once. */
  readonly commands: readonly string[];
  /** `disableAllHooks` is set: Claude Code runs no hook at all. */
  readonly disabled: boolean;
}

type ObjectNode = JsonNode & { kind: 'object' };
type ListNode = JsonNode & { kind: 'list' };

/** @throws AppError AGENT_SETTINGS_MALFORMED {line?} */
export function hooksStatus(text: string): HooksStatus {
  const root = rootOf(text);
  const found = HOOK_EVENTS.map((event) => ({ event, ours: oursOf(root, event) }));
  const events = found.filter(({ ours }) => ours.length > 0).map(({ event }) => event);
  const commands = new Set(found.flatMap(({ ours }) => ours.map(({ command }) => command)));
  const disabled = memberOf(root, 'disableAllHooks');
  return {
    events,
    installed: events.length === HOOK_EVENTS.length ? 'all' : events.length > 0 ? 'some' : 'none',
    commands: [...commands],
    disabled: disabled?.kind === 'other' && disabled.value === true,
  };
}

/**
 * The text with our hook for every event; the very same text when it is there already.
 * @throws AppError AGENT_SETTINGS_MALFORMED
 */
export function withHooks(text: string, command: string = HOOK_COMMAND): string {
  let result = text.trim() === '' ? '{}\n' : text;
  for (const event of HOOK_EVENTS) result = withHook(result, event, command);
  return result === '{}\n' ? text : result;
}

/** The text without our hooks, and without what they alone had made necessary. */
export function withoutHooks(text: string): string {
  let result = text;
  for (const event of HOOK_EVENTS) {
    for (let ours = oursOf(rootOf(result), event)[0]; ours; ours = oursOf(rootOf(result), event)[0]) {
      result = withoutHook(result, event, ours);
    }
  }
  return result;
}

function rootOf(text: string): ObjectNode {
  let root: JsonNode;
  try {
    root = parseText(text.trim() === '' ? '{}' : text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const line = text.slice(0, error.at).split('\n').length;
    throw new AppError('AGENT_SETTINGS_MALFORMED', { line }, { cause: error });
  }
  if (root.kind !== 'object') throw malformed(text, root);
  return root;
}

function malformed(text: string, node: JsonNode): AppError {
  return new AppError('AGENT_SETTINGS_MALFORMED', { line: text.slice(0, node.start).split('\n').length });
}

/** One of our hooks: its group in the event's list, its place in the group. */
interface OurHook {
  readonly group: number;
  readonly hook: number;
  readonly command: string;
  readonly commandNode: JsonNode;
}

function oursOf(root: ObjectNode, event: HookEvent): readonly OurHook[] {
  const groups = memberOf(memberOf(root, 'hooks'), event);
  if (groups?.kind !== 'list') return [];
  return groups.items.flatMap((group, groupIndex) => {
    const hooks = memberOf(group, 'hooks');
    if (hooks?.kind !== 'list') return [];
    return hooks.items.flatMap((hook, hookIndex) => {
      const commandNode = memberOf(hook, 'command');
      const command = commandNode ? valueOf(commandNode) : null;
      if (!commandNode || typeof command !== 'string' || !OURS.test(command)) return [];
      return [{ group: groupIndex, hook: hookIndex, command, commandNode }];
    });
  });
}

function withHook(text: string, event: HookEvent, command: string): string {
  const root = rootOf(text);
  const [ours] = oursOf(root, event);
  if (ours) {
    // Another call of the same program, e.g. after it was moved.
    const { start, end } = ours.commandNode;
    return ours.command === command ? text : splice(text, start, end, JSON.stringify(command));
  }
  const group = { hooks: [{ type: 'command', command, timeout: TIMEOUT }] };
  const hooks = memberOf(root, 'hooks');
  if (!hooks) return withMember(text, root, 'hooks', { [event]: [group] });
  if (hooks.kind !== 'object') throw malformed(text, hooks);
  const groups = memberOf(hooks, event);
  if (!groups) return withMember(text, hooks, event, [group]);
  if (groups.kind !== 'list') throw malformed(text, groups);
  return withItem(text, groups, group);
}

/** What is left empty by it goes too: the group, the event's list, `hooks` itself. */
function withoutHook(text: string, event: HookEvent, ours: OurHook): string {
  const root = rootOf(text);
  const hooks = memberOf(root, 'hooks') as ObjectNode;
  const groups = memberOf(hooks, event) as ListNode;
  const own = memberOf(groups.items[ours.group], 'hooks') as ListNode;
  if (own.items.length > 1) return without(text, own, own.items, ours.hook);
  if (groups.items.length > 1) return without(text, groups, groups.items, ours.group);
  const eventIndex = hooks.members.findLastIndex(({ key }) => key === event);
  if (hooks.members.length > 1) return without(text, hooks, hooks.members, eventIndex);
  const hooksIndex = root.members.findLastIndex(({ key }) => key === 'hooks');
  return without(text, root, root.members, hooksIndex);
}
