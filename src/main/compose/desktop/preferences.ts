/**
 * What belongs to the desktop app of this computer alone: `desktop.json` in the home directory. Settings that the
 * command line shares are in config.yml. Nothing in it is a secret, and all of it can be lost without loss.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { DesktopSettings } from '../../../shared/contract.ts';
import { desktopSettings } from '../../../shared/contract/settings.ts';

export const DEFAULT_SETTINGS: DesktopSettings = {
  theme: 'auto',
  language: 'auto',
  startAtLogin: false,
  onMetered: 'sync',
  onBattery: 'sync',
  notifications: { conflict: true, trouble: true, firstBackup: true },
  capture: { 'claude-code': true, codex: true },
  debug: false,
};

/** Coordinates of the screen, in points. */
const bounds = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

const remembered = z.object({
  window: z.object({ bounds, maximized: z.boolean() }).nullable(),
  /** The first time the window was closed, the person was told that the app goes on. */
  closeExplained: z.boolean(),
  /** Milliseconds since 1970; `until` null: until resumed. */
  pause: z.object({ since: z.number(), until: z.number().nullable() }).nullable(),
  /** When the recovery kit of a key was kept, by the key's fingerprint. */
  kitsKept: z.record(z.string(), z.number()),
  /** Notices that the person has put away, by id. */
  dismissed: z.array(z.string()).max(200),
});

export type Remembered = z.output<typeof remembered>;

const NOTHING_REMEMBERED: Remembered = {
  window: null,
  closeExplained: false,
  pause: null,
  kitsKept: {},
  dismissed: [],
};

/** Each field that is there and sound, over the defaults: a damaged one costs only itself. */
function readFields<T extends object>(schema: z.ZodObject, defaults: T, input: unknown): T {
  const source = typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {};
  const result = { ...defaults } as Record<string, unknown>;
  for (const [name, field] of Object.entries(schema.shape)) {
    const read = (field as z.ZodType).safeParse(source[name]);
    if (Object.hasOwn(source, name) && read.success) result[name] = read.data;
  }
  return result as T;
}

export class Preferences {
  readonly file: string;
  #settings: DesktopSettings;
  #remembered: Remembered;

  /** Reads the file; one that is missing or damaged counts as empty. */
  constructor(home: string) {
    this.file = path.join(home, 'desktop.json');
    let content: unknown = null;
    try {
      content = JSON.parse(readFileSync(this.file, 'utf8'));
    } catch {
      content = null;
    }
    const parts = (typeof content === 'object' ? content : null) as Record<string, unknown> | null;
    this.#settings = readFields(desktopSettings, DEFAULT_SETTINGS, parts?.['settings']);
    this.#remembered = readFields(remembered, NOTHING_REMEMBERED, parts?.['remembered']);
  }

  get settings(): DesktopSettings {
    return this.#settings;
  }

  get remembered(): Remembered {
    return this.#remembered;
  }

  change(changes: Partial<DesktopSettings>): void {
    this.#settings = { ...this.#settings, ...changes };
    this.#write();
  }

  remember(changes: Partial<Remembered>): void {
    this.#remembered = { ...this.#remembered, ...changes };
    this.#write();
  }

  /** Whole or not at all. What cannot be written is forgotten at the next start, and does not stop anything. */
  #write(): void {
    const text = `${JSON.stringify({ settings: this.#settings, remembered: this.#remembered }, null, 2)}\n`;
    const temporary = `${this.file}.${process.pid}.tmp`;
    try {
      mkdirSync(path.dirname(this.file), { recursive: true, mode: 0o700 });
      writeFileSync(temporary, text, { mode: 0o600 });
      renameSync(temporary, this.file);
    } catch {
      return;
    }
  }
}
