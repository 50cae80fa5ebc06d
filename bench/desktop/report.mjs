/** The desktop app's figures as Markdown. */
import { table } from '../tables.mjs';

const whole = (value) => (value === null ? 'needs root' : value.toFixed(0));

export function describeDesktop({ sessions, idleMinutes, tray, window, search, windowAfterSearch, ...rest }) {
  const idle = rest.idleCpuSecondsPerMinute;
  const rows = [
    ['start to tray icon, ms', whole(tray.ours.ms), whole(tray.empty.ms)],
    ['start to usable window, ms', whole(window.ours.ms), whole(window.empty.ms)],
    [
      'start to everything in it, first sync done, ms',
      whole(window.ours.wholeMs),
      whole(window.empty.wholeMs),
    ],
    ['memory, window closed, MB (PSS)', whole(tray.ours.pssMB), whole(tray.empty.pssMB)],
    ['memory, window open, MB (PSS)', whole(window.ours.pssMB), whole(window.empty.pssMB)],
    ['memory after searching, MB (PSS)', whole(windowAfterSearch.pssMB), ''],
    [
      `CPU over ${idleMinutes} idle minutes, %`,
      ...[idle.ours, idle.empty].map((each) => ((each / 60) * 100).toFixed(2)),
    ],
  ];
  const found = `Search, from key to painted result (${search.keys} keys): median ${whole(search.medianMs)} ms, 95th percentile ${whole(search.p95Ms)} ms, most ${whole(search.mostMs)} ms.`;
  const head = `## Desktop app: ${sessions} sessions, beside an empty Electron app with a React page`;
  return [head, table(['', 'cc-sessions Cloud Sync', 'empty app'], rows), found].join('\n\n');
}
