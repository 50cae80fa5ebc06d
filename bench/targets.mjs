/**
 * What fast means: ratios between contenders of one run, for wall and CPU seconds alike. Seconds by themselves mean
 * nothing, as machines differ.
 */
const TUNED = 'rclone-tuned';

/** `kind` of a set (see `kindOf`), step, contender to compare with, largest ratio. */
const RATIOS = [
  { kind: 'small', step: 'nothing changed', against: TUNED, limit: 0.5 },
  { kind: 'small', step: 'nothing changed', against: 'restic', limit: 1 },
  { kind: 'small', step: 'one changed', against: TUNED, limit: 0.5 },
  { kind: 'small', step: 'one changed', against: 'restic', limit: 1 },
  { kind: 'large', step: 'first upload', against: TUNED, limit: 1 },
  { kind: 'large', step: 'full download', against: TUNED, limit: 1 },
  { kind: 'small', step: 'first upload', against: TUNED, limit: 1 },
  { kind: 'small', step: 'full download', against: TUNED, limit: 1 },
  { kind: 'delayed', step: 'first upload', against: TUNED, limit: 0.35 },
  { kind: 'delayed', step: 'full download', against: TUNED, limit: 0.7 },
  { kind: 'delayed', step: 'nothing changed', against: TUNED, limit: 1 },
];
const PEAK_RATIO = 1.5;
/** MB of 10^6 bytes; and MB of transcript a second, read for the first time. */
const MOST_PEAK_MB = 300;
const LEAST_CAPTURE_RATE = 150;
/** All bytes sent for what was appended, over what zstd at level 3 makes of it. */
const MOST_APPEND_RATIO = 1.2;
/** MB that a transcript of any length, with lines of any length, may take above the same command at rest. */
const MOST_MB_ABOVE_BASE = 64;

/** Which of the three shapes a set has, by what it is made of. */
function kindOf({ delayMs, meanBytes }) {
  if (delayMs > 0) return 'delayed';
  return meanBytes > 50_000 ? 'large' : 'small';
}

const row = (where, what, value, limit, sense = 'most') => ({
  where,
  what,
  value,
  limit,
  sense,
  met: sense === 'most' ? value <= limit : value >= limit,
});

function ratiosOf(name, { set, contenders }) {
  const ours = contenders['cc-sessions']?.median;
  if (!ours) return [];
  const rows = [];
  for (const { kind, step, against, limit } of RATIOS) {
    const theirs = contenders[against];
    if (kind !== kindOf(set) || !theirs) continue;
    for (const [measure, label] of [
      ['wallS', 'wall'],
      ['cpuS', 'CPU'],
    ]) {
      const ratio = ours[step][measure] / theirs.median[step][measure];
      rows.push(row(name, `${step}, ${label} ÷ ${theirs.title}`, ratio, limit));
    }
  }
  const tuned = contenders[TUNED];
  if (!tuned) return rows;
  const peak = (steps) => Math.max(...Object.values(steps).map(({ peakMB }) => peakMB));
  const ratio = peak(ours) / peak(tuned.median);
  return [...rows, row(name, `peak memory ÷ ${tuned.title}`, ratio, PEAK_RATIO)];
}

function boundsOf({ many, transcript }) {
  const rows = [];
  for (const step of ['first upload', 'nothing changed']) {
    if (many) rows.push(row(`${many.count} sessions`, `${step}, peak MB`, many[step].peakMB, MOST_PEAK_MB));
  }
  if (!transcript) return rows;
  const where = `transcript of ${Math.round(transcript.bytes / 1e6)} MB`;
  const { peakMB, megabytesPerSecond } = transcript['first capture'];
  rows.push(row(where, 'first capture, peak MB', peakMB, MOST_PEAK_MB));
  rows.push(row(where, 'first capture, MB/s', megabytesPerSecond, LEAST_CAPTURE_RATE, 'least'));
  return rows;
}

function conversationsOf(conversations) {
  const rows = [];
  const ours = conversations?.contenders['cc-sessions'];
  if (!ours) return rows;
  const { count, grown, memory } = conversations;
  const ratio = ours.median.appended.bytesUp / grown.compressedBytes;
  const what = 'appended, bytes up ÷ zstd -3 of what was appended';
  rows.push(row(`conversations, ${count} files`, what, ratio, MOST_APPEND_RATIO));
  for (const { what: where, sync, resume } of memory) {
    for (const [command, { base, figures }] of Object.entries({ sync, resume })) {
      const above = figures.peakMB - base.peakMB;
      rows.push(row(where, `${command}, peak MB above base`, above, MOST_MB_ABOVE_BASE));
    }
  }
  return rows;
}

/** Beside an empty Electron app of the same run; and percent of a processor while nothing happens. */
const MOST_TRAY_MEMORY = 1.15;
const MOST_WINDOW_MEMORY = 1.25;
const MOST_WINDOW_START = 1.3;
const MOST_IDLE_PERCENT = 0.05;

function desktopOf(desktop) {
  if (!desktop) return [];
  const { tray, window, idleCpuSecondsPerMinute: idle, sessions } = desktop;
  const where = `app, ${sessions} sessions`;
  const ratio = (what, { ours, empty }, key, limit) =>
    ours[key] === null ? [] : [row(where, `${what} ÷ empty app`, ours[key] / empty[key], limit)];
  return [
    ...ratio('memory, window closed', tray, 'pssMB', MOST_TRAY_MEMORY),
    ...ratio('memory, window open', window, 'pssMB', MOST_WINDOW_MEMORY),
    ...ratio('start to usable window', window, 'ms', MOST_WINDOW_START),
    row(where, 'idle CPU, %', (idle.ours / 60) * 100, MOST_IDLE_PERCENT),
  ];
}

/** Every target that these results can be held against: `{where, what, value, limit, sense, met}`. */
export function targetsOf({ sets, conversations, bounds, desktop }) {
  return [
    ...Object.entries(sets).flatMap(([name, result]) => ratiosOf(name, result)),
    ...conversationsOf(conversations),
    ...boundsOf(bounds),
    ...desktopOf(desktop),
  ];
}
