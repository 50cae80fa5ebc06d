/** The desktop entry for XDG Autostart (freedesktop.org, Desktop Entry Specification 1.5). */
import { HIDDEN_FLAG } from './arguments.ts';

/** One argument of an Exec key: quoted, `%` doubled, and the four characters escaped that a quoted one may hold. */
function execArgument(argument: string): string {
  const escaped = argument.replaceAll(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%');
  // The value itself is a string of the file, in which a backslash is written as two.
  return `"${escaped}"`.replaceAll('\\', '\\\\');
}

export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=cc-sessions Cloud Sync',
    'Comment=Keeps the sessions of your coding agents safe',
    `Exec=${[...command.map(execArgument), HIDDEN_FLAG].join(' ')}`,
    'Icon=cc-sessions-sync',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}
