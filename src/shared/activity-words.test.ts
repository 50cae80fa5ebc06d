import { describe, expect, it } from 'vitest';
import { activityLine, type ActivityContext } from './activity-words.ts';
import { describeError } from './messages.ts';
import { germanWords } from './messages-de.ts';
import { desktopStrings } from './strings/desktop.ts';

const ENGLISH: ActivityContext = {
  strings: desktopStrings('en'),
  explain: describeError,
  date: () => '22 Nov 2026',
};
const entry = { at: 0, kind: 'download', session: 'mem_0c11de', detail: 'desktop_c3d4e5f6', summary: '' };

describe('a line of the activity list', () => {
  it('calls sessions by their summary, and by their day where there is none', () => {
    expect(activityLine({ ...entry, summary: 'Fix it' }, ENGLISH)).toBe('Downloaded: Fix it');
    expect(activityLine(entry, ENGLISH)).toBe('Downloaded: Without a summary, 22 Nov 2026');
  });

  it('says what went wrong in words, never by its code', () => {
    const failed = { ...entry, kind: 'failed', detail: 'OBJECT_UNDECRYPTABLE' };
    expect(activityLine(failed, ENGLISH)).toBe('Not synced: A stored session cannot be decrypted');
    expect(activityLine({ ...failed, summary: 'Fix it' }, ENGLISH)).toBe(
      'Not synced: Fix it (A stored session cannot be decrypted)',
    );
    const explain: ActivityContext['explain'] = (error) => germanWords(error) ?? describeError(error);
    const german = { ...ENGLISH, strings: desktopStrings('de'), explain };
    expect(activityLine(failed, german)).toMatch(/^Nicht abgeglichen: [^_]+$/);
  });

  it('shows no code of a newer version, and no kind it does not know', () => {
    const failed = { ...entry, kind: 'failed', detail: 'FROM_THE_FUTURE' };
    expect(activityLine(failed, ENGLISH)).toBe('Not synced: Without a summary, 22 Nov 2026');
    expect(activityLine({ ...entry, kind: 'constructor' }, ENGLISH)).toBeNull();
  });

  it('tells of a pass how much went each way', () => {
    const pass = { ...entry, kind: 'sync', session: null, detail: '1200 up, 3 down' };
    expect(activityLine(pass, ENGLISH)).toBe('Synced: 1200 up, 3 down');
    const german = { ...ENGLISH, strings: desktopStrings('de') };
    expect(activityLine(pass, german)).toBe('Abgeglichen: 1.200 hinauf, 3 herunter');
    expect(activityLine({ ...pass, detail: 'of a newer version' }, ENGLISH)).toBeNull();
  });

  it('never shows an id, of a session or a device', () => {
    for (const kind of Object.keys(ENGLISH.strings.activity)) {
      expect(activityLine({ ...entry, kind }, ENGLISH) ?? '').not.toMatch(/mem_|desktop_/);
    }
  });
});
