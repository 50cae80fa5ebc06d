/** Facts of an error made safe to put into a sentence: whatever is missing, odd or looks like a secret stays out. */
import type { ErrorData } from './errors.ts';

/** Longest fact inside a sentence. */
const MAX_FACT_LENGTH = 160;

/** 64 hex digits may be a key; what stands before an @ in a URL is a password. */
export function redact(text: string): string {
  return text
    .replaceAll(/[0-9a-fA-F]{64,}/g, '…')
    .replaceAll(/:\/\/[^/\s@]+@/g, '://…@')
    .replaceAll(/\b(secret|password|passphrase|token)(["']?\s*[:=]\s*)\S+/gi, '$1$2…');
}

function cleanText(value: unknown): string {
  if (typeof value !== 'string') return '';
  const line = redact(value.replaceAll(/[\p{Cc}\p{Bidi_Control}]+/gu, ' ').trim());
  return line.length > MAX_FACT_LENGTH ? `${line.slice(0, MAX_FACT_LENGTH - 1)}…` : line;
}

/** Reads facts by name; the first of several names that is there counts. */
export interface Facts {
  /** One line, or empty. */
  text(...names: string[]): string;
  number(...names: string[]): number | undefined;
  /** ` “value”` with a leading blank, or empty: `The bucket${f.quoted('bucket')} is not there`. */
  quoted(...names: string[]): string;
}

export function factsOf(data: ErrorData | null | undefined): Facts {
  const source = typeof data === 'object' && data !== null ? data : {};
  const own = (name: string): unknown => (Object.hasOwn(source, name) ? source[name] : undefined);
  const text = (...names: string[]): string => {
    for (const name of names) {
      const value = own(name);
      const clean = typeof value === 'number' && Number.isFinite(value) ? String(value) : cleanText(value);
      if (clean !== '') return clean;
    }
    return '';
  };
  return {
    text,
    number(...names) {
      for (const name of names) {
        const value = own(name);
        if (typeof value === 'number' && Number.isFinite(value)) return value;
      }
      return undefined;
    },
    quoted(...names) {
      const value = text(...names);
      return value === '' ? '' : ` “${value}”`;
    },
  };
}
