import { describe, expect, it } from 'vitest';
import { isHiddenStart } from './arguments.ts';
import { autostartEntry } from './autostart-entry.ts';

describe('start at login on Linux', () => {
  it('starts the program without a window', () => {
    const entry = autostartEntry(['/opt/cc sessions/cc-sessions-sync']);
    expect(entry).toContain('\nExec="/opt/cc sessions/cc-sessions-sync" --hidden\n');
    expect(entry.startsWith('[Desktop Entry]\nType=Application\n')).toBe(true);
    expect(isHiddenStart(['electron', '--hidden'])).toBe(true);
  });

  it('lets no path be taken for a command, a field or an escape', () => {
    const [line] = /^Exec=.*$/m.exec(autostartEntry(['/a "b" $HOME `id` 100% \\x'])) ?? [''];
    expect(line).toBe('Exec="/a \\\\"b\\\\" \\\\$HOME \\\\`id\\\\` 100%% \\\\\\\\x" --hidden');
  });
});
