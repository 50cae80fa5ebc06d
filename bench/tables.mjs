/** Markdown tables of what contenders took for their steps. `contenders`: `{title, median: {step: figures}}`. */

export const table = (head, rows) =>
  [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

export const seconds = (value) => value.toFixed(value < 10 ? 2 : 1);
export const megabytes = (bytes) => (bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 1);

export function timesTable(steps, contenders) {
  const rows = contenders.map(({ title, median }) => [
    title,
    ...steps.map((step) => `${seconds(median[step].wallS)} / ${seconds(median[step].cpuS)}`),
    Math.max(...steps.map((step) => median[step].peakMB)).toFixed(0),
  ]);
  return table(['wall / CPU seconds', ...steps, 'peak MB'], rows);
}

export function ratiosTable(steps, contenders) {
  const [ours, ...others] = contenders;
  const rows = others.map(({ title, median }) => [
    title,
    ...steps.map((step) => {
      const ratio = (name) => (ours.median[step][name] / median[step][name]).toFixed(2);
      return `${ratio('wallS')} / ${ratio('cpuS')}`;
    }),
  ]);
  return table([`${ours.title} ÷ …`, ...steps], rows);
}

export function trafficTable(steps, contenders) {
  const cell = ({ requests, bytesUp, bytesDown }) =>
    `${requests} / ${megabytes(bytesUp)} / ${megabytes(bytesDown)}`;
  const rows = contenders.map(({ title, median }) => [title, ...steps.map((step) => cell(median[step]))]);
  return table(['requests / MB up / MB down', ...steps], rows);
}
