/** JSON out of decrypted, still hostile bytes: whoever holds a key may be another program, an old one or a broken one. */
import { AppError } from '../../shared/errors.ts';

/**
 * Values a JSON text may have. Two bytes are enough for one value and V8 needs up to some hundred for it, so
 * 64 MiB of `{},{},…` would take the process down. A memory at its limits has under a million.
 */
const MOST_VALUES = 2_000_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const BRACKET = 0x5b;
const BRACE = 0x7b;

/** Whether the text holds more values than `MOST_VALUES`; texts too short for that are not looked at. */
function hasTooManyValues(bytes: Uint8Array): boolean {
  if (bytes.length < MOST_VALUES * 2) return false;
  let values = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) inString = !inString;
    else if (inString) at += byte === BACKSLASH ? 1 : 0;
    else if (byte === COMMA || byte === BRACKET || byte === BRACE) values++;
  }
  return values > MOST_VALUES;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Text and value of UTF-8 JSON.
 * @throws AppError `code` {key, problem}; the cause is left out, as V8 quotes the text in it
 */
export function parseJsonBytes(
  bytes: Uint8Array,
  place: string,
  code: 'MEMORY_INVALID' | 'OBJECT_MALFORMED',
): { readonly text: string; readonly value: unknown } {
  const refused = (problem: string): AppError => new AppError(code, { key: place, problem });
  if (hasTooManyValues(bytes)) throw refused('has too many values');
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw refused('is not UTF-8');
  }
  try {
    return { text, value: JSON.parse(text) as unknown };
  } catch {
    throw refused('is not JSON');
  }
}
