/** Results as Markdown. */
import { STEPS } from './contenders/contender.mjs';
import { describeConversations } from './conversations/report.mjs';
import { describeDesktop } from './desktop/report.mjs';
import { ratiosTable, seconds, table, timesTable, trafficTable } from './tables.mjs';

/** One set as it is printed as soon as it is measured. */
export function describeSet(name, { set, bytes, contenders }) {
  const all = Object.values(contenders);
  const size = `${set.count} sessions, ${(bytes / 1e6).toFixed(0)} MB of JSON`;
  const delay = set.delayMs > 0 ? `, ${set.delayMs} ms added to every round trip` : '';
  const parts = [`## ${name}: ${size}${delay}`, timesTable(STEPS, all)];
  if (all.length > 1) parts.push(ratiosTable(STEPS, all));
  parts.push(trafficTable(STEPS, all));
  return parts.join('\n\n');
}

function describeBounds({ many, transcript }) {
  const rows = [];
  const line = (what, { wallS, cpuS, peakMB }, more) =>
    rows.push([what, `${seconds(wallS)} / ${seconds(cpuS)}`, peakMB.toFixed(0), more]);
  for (const step of ['first upload', 'nothing changed']) {
    if (many) line(`${many.count} sessions, ${step}`, many[step], `${many[step].requests} requests`);
  }
  for (const step of ['first capture', 'unchanged']) {
    if (!transcript) continue;
    const size = `${Math.round(transcript.bytes / 1e6)} MB`;
    const rate = `${transcript[step].megabytesPerSecond.toFixed(0)} MB/s`;
    line(`transcript of ${size}, ${step}`, transcript[step], step === 'unchanged' ? '' : rate);
  }
  if (rows.length === 0) return '';
  return `## Bounds\n\n${table(['', 'wall / CPU seconds', 'peak MB', ''], rows)}`;
}

function describeTargets(targets) {
  if (targets.length === 0) return '';
  const rows = targets.map(({ where, what, value, limit, sense, met }) => [
    where,
    what,
    value.toFixed(value < 10 ? 2 : 0),
    `${sense === 'most' ? '≤' : '≥'} ${limit}`,
    met ? 'met' : '**behind**',
  ]);
  return `## Targets\n\n${table(['where', 'what', 'measured', 'target', ''], rows)}`;
}

export function describeAll({ date, machine, runs, sets, conversations, bounds, desktop, targets }) {
  const { cores, cpu, memoryGB, platform, versions } = machine;
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const intro = [
    `# Measurements of ${date.slice(0, 10)}`,
    `${cores} cores (${cpu}), ${memoryGB} GB, ${platform}; load at the beginning ${machine.load}. ${programs.join(', ')}.`,
    `Medians of ${runs} runs. Only ratios within this file mean anything. How it was measured: docs/performance.md.`,
  ].join('\n\n');
  const parts = [intro, describeTargets(targets)];
  parts.push(
    ...Object.entries(sets).map(([name, result]) => describeSet(name, result)),
    conversations ? describeConversations(conversations) : '',
    describeBounds(bounds),
    desktop ? describeDesktop(desktop) : '',
  );
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}
