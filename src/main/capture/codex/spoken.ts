/** The words of the person among the texts that Codex sends to the model in the person's name. */
import { listOf, objectOf, textOf } from '../jsonl/values.ts';
import type { Fields } from './rollout-line.ts';

/** Openings of texts that Codex itself writes under the role of the user. */
const NOTICE = new RegExp(
  '^(?:<(?:user_instructions|environment_context|ENVIRONMENT_CONTEXT|INSTRUCTIONS|turn_aborted|user_shell_command' +
    '|user_action|skill|permissions instructions|collaboration_mode|model_switch|personality_spec' +
    '|subagent_notification|hook_prompt)\\b' +
    '|# AGENTS\\.md instructions for ' +
    '|Another language model started to solve this problem' +
    '|You were originally given instructions from a user over one or more turns)',
);
/** What editors put above the person's words. */
const REQUEST = /^\s*#{1,2} My request for Codex:[^\S\n]*\n?/m;

/** Empty when a program wrote it. */
export function humanText(text: string): string {
  const own = text.trim();
  if (NOTICE.test(own)) return '';
  const request = /^# (?:Context from my IDE setup|Files mentioned by the user)/.test(own)
    ? REQUEST.exec(own)
    : null;
  return request ? own.slice(request.index + request[0].length).trim() : own;
}

/** What a message of the person's turned out to be; `null`: a program's. A picture may come without words. */
export function spokenContent(content: unknown): string | null {
  if (typeof content === 'string') return humanText(content) || null;
  const parts = listOf(content).map(objectOf);
  const texts = parts.map((part) => humanText(textOf(part['text']))).filter((text) => text !== '');
  const picture = parts.some((part) => /image$/i.test(textOf(part['type'])));
  return texts.length > 0 || picture ? texts.join('\n\n') : null;
}

export function plainText(content: unknown): string {
  if (typeof content === 'string') return content;
  return listOf(content)
    .map((part) => textOf(objectOf(part)['text']))
    .filter((text) => text !== '')
    .join('\n\n');
}

/** The working directory that an `<environment_context>` message names; only old heads have none. */
export function environmentDirectory(item: Fields): string {
  const text = plainText(item['content']);
  if (!/^\s*<environment_context>/i.test(text)) return '';
  const found =
    /<cwd>([^<]+)<\/cwd>/.exec(text) ?? /^\s*(?:- )?Current working directory: (.+)$/im.exec(text);
  return found?.[1]?.trim() ?? '';
}
