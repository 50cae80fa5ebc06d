import { describe, expect, it } from 'vitest';
import { OPENING_STATE } from '../../shared/app-state.ts';
import type { AppState } from '../../shared/contract.ts';
import { describeError } from '../../shared/messages.ts';
import { desktopStrings } from '../../shared/strings/desktop.ts';
import { trayView, type TrayEntry, type TrayIntent } from './tray-model.ts';

const NOW = new Date(2026, 10, 22, 14, 30).getTime();
const context = { strings: desktopStrings('en'), explain: describeError, now: NOW, locale: 'en-GB' };
const READY: AppState = {
  ...OPENING_STATE,
  engine: 'ready',
  setUp: true,
  enabled: true,
  sessions: { local: 3, synced: 3, waiting: 0, conflicts: 0, onlyInBucket: 0, failed: 0 },
  lastSyncAt: NOW - 60_000,
};

const labels = (entries: readonly TrayEntry[]): string[] =>
  entries.map((entry) => (entry.type === 'separator' ? '-' : entry.label));

function intentOf(entries: readonly TrayEntry[], label: string): TrayIntent | undefined {
  for (const entry of entries) {
    if (entry.type === 'action' && entry.label === label) return entry.intent;
    if (entry.type === 'menu') {
      const found = intentOf(entry.entries, label);
      if (found) return found;
    }
  }
  return undefined;
}

describe('the tray', () => {
  it('says how things stand and offers what can be done', () => {
    const view = trayView(READY, context);
    expect(view.mood).toBe('idle');
    expect(view.tooltip).toBe('cc-sessions Cloud Sync\nAll 3 sessions are safe. Last sync 1 minute ago.');
    expect(labels(view.entries)).toEqual([
      'All 3 sessions are safe. Last sync 1 minute ago.',
      '-',
      'Sync now',
      'Pause',
      '-',
      'Nothing has happened yet',
      '-',
      'Open',
      'Settings …',
      '-',
      'Quit',
    ]);
  });

  it('offers the set-up where there is none, and no sync', () => {
    const view = trayView({ ...READY, setUp: false }, context);
    expect(view.mood).toBe('not-set-up');
    expect(labels(view.entries)).not.toContain('Sync now');
    expect(intentOf(view.entries, 'Set up sync …')).toEqual({ kind: 'open', screen: 'setup' });
  });

  it('counts conflicts and leads to them', () => {
    const view = trayView({ ...READY, sessions: { ...READY.sessions, conflicts: 2 } }, context);
    expect(view.mood).toBe('needs-you');
    expect(intentOf(view.entries, 'Review 2 conflicts …')).toEqual({ kind: 'open', screen: 'conflicts' });
  });

  it('stops what runs here, and leaves alone what runs elsewhere', () => {
    const here = trayView({ ...READY, sync: { state: 'running', since: NOW, progress: null } }, context);
    expect(intentOf(here.entries, 'Stop syncing')).toEqual({ kind: 'cancel-sync' });
    const elsewhere = trayView(
      { ...READY, sync: { state: 'elsewhere', since: NOW, holder: 'cli', pid: 1 } },
      context,
    );
    expect(elsewhere.entries).toContainEqual({
      type: 'action',
      label: 'Sync now',
      intent: { kind: 'sync-now' },
      enabled: false,
    });
  });

  it('pauses for an hour, until tomorrow at eight, or until resumed', () => {
    const { entries } = trayView(READY, context);
    expect(intentOf(entries, 'For an hour')).toEqual({ kind: 'pause', until: NOW + 3_600_000 });
    const tomorrow = new Date(2026, 10, 23, 8).getTime();
    expect(intentOf(entries, 'Until tomorrow')).toEqual({ kind: 'pause', until: tomorrow });
    const paused = trayView({ ...READY, pause: { since: NOW, until: tomorrow } }, context);
    expect(paused.mood).toBe('paused');
    expect(paused.tooltip).toContain('Paused until 08:00.');
    expect(intentOf(paused.entries, 'Resume')).toEqual({ kind: 'resume' });
    expect(labels(paused.entries)).not.toContain('Pause');
  });

  it('shows the last five events, shortened, without control characters', () => {
    const entry = {
      at: NOW,
      kind: 'upload',
      session: 'mem_a',
      detail: '',
      summary: `Fix\n\u001b[31m ${'x'.repeat(90)}`,
    };
    const activity = Array.from({ length: 7 }, () => entry);
    const { entries } = trayView({ ...READY, activity }, context);
    const events = entries.filter((each) => each.type === 'action' && each.label.startsWith('Uploaded: '));
    expect(events).toHaveLength(5);
    const [first] = labels(events);
    expect(first).toHaveLength(60);
    expect(first).toMatch(/^Uploaded: Fix \[31m x+…$/);
    expect(intentOf(events, first ?? '')).toEqual({ kind: 'open', screen: 'sessions', session: 'mem_a' });
  });

  it('names no session by its id', () => {
    const entry = { at: NOW, kind: 'download', session: 'mem_a', detail: 'desktop_c3d4e5f6', summary: '' };
    const { entries } = trayView({ ...READY, activity: [entry] }, context);
    expect(labels(entries)).toContainEqual(expect.stringMatching(/^Downloaded: Without a summary, \d+ \w+$/));
  });

  it('passes over events of kinds it does not know', () => {
    const activity = [{ at: NOW, kind: 'constructor', session: null, detail: '', summary: '' }];
    expect(labels(trayView({ ...READY, activity }, context).entries)).toContain('Nothing has happened yet');
  });

  it('is the same in every language', () => {
    const german = trayView(READY, { ...context, strings: desktopStrings('de'), locale: 'de-DE' });
    expect(german.entries.map(({ type }) => type)).toEqual(
      trayView(READY, context).entries.map(({ type }) => type),
    );
    expect(labels(german.entries)).toContain('Jetzt abgleichen');
  });
});
