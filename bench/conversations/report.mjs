/** Conversations as Markdown tables. */
import { megabytes, ratiosTable, seconds, table, timesTable, trafficTable } from '../tables.mjs';
import { STEPS } from './steps.mjs';

const kilobytes = (bytes) => (bytes / 1e3).toFixed(1);

function appendTable({ grown, contenders }) {
  const rows = Object.values(contenders).map(({ title, median }) => {
    const { bytesUp, requests } = median.appended;
    return [title, kilobytes(bytesUp), (bytesUp / grown.compressedBytes).toFixed(2), requests];
  });
  const alone = ['zstd -3 alone', kilobytes(grown.compressedBytes), '1.00', ''];
  const head = `${kilobytes(grown.appendedBytes)} kB appended to a file of ${kilobytes(grown.before)} kB`;
  return table([head, 'kB up', '÷ zstd -3', 'requests'], [...rows, alone]);
}

function memoryTable(memory) {
  const rows = memory.flatMap(({ what, sync, resume }) =>
    Object.entries({ sync, resume }).map(([command, { base, figures }]) => [
      `${what}, ${command}`,
      `${seconds(figures.wallS)} / ${seconds(figures.cpuS)}`,
      base.peakMB.toFixed(0),
      figures.peakMB.toFixed(0),
      (figures.peakMB - base.peakMB).toFixed(0),
    ]),
  );
  return table(['', 'wall / CPU seconds', 'base, peak MB', 'peak MB', 'above base'], rows);
}

export function describeConversations({ count, bytes, grown, long, contenders, memory }) {
  const all = Object.values(contenders);
  const size = `${count} transcripts, ${megabytes(bytes)} MB; the long one ${megabytes(long.bytes)} MB`;
  const parts = [`## conversations: ${size}`, timesTable(STEPS, all)];
  if (all.length > 1) parts.push(ratiosTable(STEPS, all));
  parts.push(trafficTable(STEPS, all), appendTable({ grown, contenders }));
  const beforehand = contenders['cc-sessions']?.median['long one restored'].beforehandS;
  if (beforehand !== undefined) {
    parts.push(
      `Before it restored, the empty device got all memories: ${seconds(beforehand)} s, not counted above.`,
    );
  }
  if (memory.length > 0) parts.push(memoryTable(memory));
  return parts.join('\n\n');
}
