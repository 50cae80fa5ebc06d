/** What the demo says: headings, facts and commands, in colour only on a terminal. */
const colourful = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (colourful ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = paint(1);
export const dim = paint(2);
export const green = paint(32);
export const yellow = paint(33);

let step = 0;

export function title(text) {
  process.stdout.write(`\n${bold(text)}\n`);
}

export function heading(text) {
  step += 1;
  process.stdout.write(`\n${bold(`${step}. ${text}`)}\n`);
}

export function tell(text) {
  process.stdout.write(`   ${text}\n`);
}

/** The command a person would type. */
export function typed(device, command) {
  process.stdout.write(`   ${dim(`${device}$`)} cc-sessions ${command}\n`);
}

export function good(text) {
  process.stdout.write(`   ${green('✓')} ${text}\n`);
}

export function notice(text) {
  process.stdout.write(`   ${yellow('!')} ${text}\n`);
}

export function plural(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}
