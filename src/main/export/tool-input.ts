/** The one thing of a tool's input that tells a reader what was done. */
import { listOf, objectOf, textOf } from '../capture/jsonl/values.ts';
import { INPUT_LENGTH, shortened } from './limits.ts';

/** Members in the order of what they tell, over the tools of both agents. */
const TELLING = [
  ...['command', 'cmd', 'file_path', 'notebook_path', 'pattern', 'query', 'url', 'subject', 'description'],
  ...['path', 'skill', 'prompt', 'explanation'],
];

/** @param input an object, or the text that an agent keeps in its place (JSON, a patch) */
export function tellingInput(input: unknown): { input: string; cut: boolean } {
  const { text, cut } = shortened(telling(parsed(input)), INPUT_LENGTH);
  return { input: text, cut };
}

function parsed(input: unknown): unknown {
  if (typeof input !== 'string' || !input.startsWith('{')) return input;
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}

function telling(input: unknown): string {
  if (typeof input === 'string') return input;
  const fields = objectOf(input);
  for (const name of TELLING) {
    const value = fields[name];
    const text = Array.isArray(value) ? commandLine(value) : textOf(value);
    if (text.trim() !== '') return text;
  }
  return Object.keys(fields).length === 0 ? '' : JSON.stringify(fields);
}

/** `["bash", "-lc", "ls"]` is how Codex says `ls`. */
function commandLine(words: readonly unknown[]): string {
  const texts = listOf(words).map(textOf);
  return /(?:^|\/)(?:ba|z|)sh$/.test(texts[0] ?? '') && /^-\w*c$/.test(texts[1] ?? '')
    ? (texts[2] ?? '')
    : texts.join(' ');
}
