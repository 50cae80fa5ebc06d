/**
 * The recovery kit: one page of text with all that is needed to read the sessions again when every device is gone. It
 * holds the key, but no credentials of the bucket. Pure.
 */

import type { Language } from './strings/language.ts';
import { KIT_WORDS, type KitWords } from './strings/recovery-kit.ts';

export const RECOVERY_KIT_EXTENSION = 'cc-sessions-kit';

export interface RecoveryKit {
  /** 64 hex digits. */
  readonly key: string;
  readonly fingerprint: string;
  /** What a person calls the place. */
  readonly place: string;
  /** Empty before there is a vault. */
  readonly vaultId: string;
  /** Where the bucket is, in the words of the config file; no secrets. */
  readonly settings: Readonly<Record<string, string>>;
  /** The vault opens with a passphrase as well. */
  readonly passphrase: boolean;
  /** ISO date. */
  readonly writtenOn: string;
  readonly language: Language;
}

/** Wide enough for the longest label. */
const LABEL_WIDTH = 15;

/** Line by line, `Name  value`, in the language of the kit; read back by `parseRecoveryKit`. */
export function recoveryKitText(kit: RecoveryKit): string {
  const words = KIT_WORDS[kit.language];
  const { labels } = words;
  const groups = kit.key.match(/.{8}/g) ?? [];
  const facts: readonly (readonly [string, string])[] = [
    [labels.key, kit.key],
    [labels.groups, groups.slice(0, 4).join(' ')],
    ['', groups.slice(4).join(' ')],
    [labels.fingerprint, kit.fingerprint],
    [labels.place, kit.place],
    [labels.vault, kit.vaultId],
    [labels.written, kit.writtenOn],
  ];
  const lines = facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => name.padEnd(LABEL_WIDTH) + value);
  const settings = Object.entries(kit.settings).map(([name, value]) => `  ${name}: ${value}`);
  const paragraphs = [
    `${words.title}\n${'='.repeat(words.title.length)}`,
    words.intro,
    lines.join('\n'),
    kit.passphrase ? words.passphrase : '',
    words.settings,
    settings.join('\n'),
    words.restore,
    `${words.decrypt}\n  CC_SESSIONS_ENCRYPTION_KEY=... cc-sessions decrypt sessions/DEVICE/SESSION.enc`,
    words.format,
  ];
  return `${paragraphs.filter((text) => text !== '').join('\n\n')}\n`;
}

/** Characters of a file that is looked at. */
const MOST = 100_000;
const MOST_OF_A_LINE = 300;

export interface ReadKit {
  /** 64 hex digits, lower case. */
  readonly key: string;
  /** What a person calls the place; empty when the kit does not say. */
  readonly place: string;
  /** Where the bucket is, as far as the kit says; unchecked. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A line of a kit in any language. */
function line(label: keyof KitWords['labels'], value: string): RegExp {
  const names = Object.values(KIT_WORDS).map(({ labels }) => labels[label]);
  return new RegExp(`^[^\\S\\n]*(?:${names.join('|')})[^\\S\\n]+${value}[^\\S\\n]*$`, 'm');
}

/** What a kit says, in whichever language, also one that the command line wrote or a person retyped; `null` when no key stands in it. */
export function parseRecoveryKit(text: string): ReadKit | null {
  const beginning = text.slice(0, MOST);
  const key =
    line('key', '([0-9a-fA-F]{64})').exec(beginning) ??
    /(?<![0-9a-fA-F])([0-9a-fA-F]{64})(?![0-9a-fA-F])/.exec(beginning);
  if (!key?.[1]) return null;
  const place = line('place', '(\\S.*?)').exec(beginning)?.[1] ?? '';
  return {
    key: key[1].toLowerCase(),
    place: place.slice(0, MOST_OF_A_LINE),
    settings: settingsIn(beginning),
  };
}

function settingsIn(text: string): Record<string, string> {
  const lines = text.matchAll(/^ {2}(provider|bucket|endpoint|region|prefix): (\S[^\r\n]*?)\s*$/gm);
  return Object.fromEntries(
    [...lines].map(([, name = '', value = '']) => [name, value.slice(0, MOST_OF_A_LINE)]),
  );
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The same as a page to be printed; nothing in it is loaded or run. */
export function recoveryKitHtml(kit: RecoveryKit): string {
  const { language } = kit;
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${KIT_WORDS[language].title}</title>
<style>@page{margin:2cm}body{font:11pt/1.45 monospace;white-space:pre-wrap;overflow-wrap:anywhere}</style></head>
<body>${escaped(recoveryKitText(kit))}</body></html>`;
}
