/** Examples and tables below the help of the program and of single commands. */
import type { Command } from 'commander';
import { EXIT_CODE_WORDS } from './exit-codes.ts';

type Example = readonly [command: string, meaning: string];

const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  'cc-sessions': [
    ['cc-sessions setup', 'be guided through the set-up'],
    ['cc-sessions sync', 'upload and download what is new'],
    ['cc-sessions search "rate limit"', 'find a session on any device'],
  ],
  setup: [
    ['cc-sessions setup', 'answer questions'],
    [
      'cc-sessions setup --provider folder --bucket ~/Dropbox/cc-sessions --new-key',
      'a folder that something else syncs',
    ],
    [
      'CC_SESSIONS_SECRET_ACCESS_KEY=… cc-sessions setup --yes --provider r2 --bucket cc-sessions \\\n      --endpoint https://ACCOUNT.r2.cloudflarestorage.com --access-key-id ID --new-key',
      'in a script, first device',
    ],
    [
      'pass show cc-sessions | cc-sessions setup --yes … --join --secrets-from-stdin',
      'in a script, further device; secrets as NAME=VALUE lines or JSON',
    ],
  ],
  sync: [
    ['cc-sessions sync --dry-run', 'see what would be done'],
    ['cc-sessions sync --json', 'for scripts: counts, bytes, failures'],
    ['CC_MEMORY_DEBUG=true cc-sessions sync', 'see every request'],
  ],
  list: [['cc-sessions list --state conflict', 'only those with two versions']],
  search: [['cc-sessions search token refresh', 'both words, in any order']],
  resume: [
    ['cc-sessions resume mem_1a2b', 'then type what it prints'],
    ['cc-sessions resume mem_1a2b --to ~/src/tide', 'the project is somewhere else here'],
    ['cc-sessions resume mem_1a2b --dry-run', 'see what would be written where'],
  ],
  export: [
    ['cc-sessions export mem_1a2b -o talk.md', 'to read, or to hand on'],
    ['cc-sessions export mem_1a2b --format json | jq .messages', 'for programs'],
  ],
  hook: [
    ['cc-sessions hook install', 'sessions are saved as soon as an answer is given'],
    ['cc-sessions hook uninstall', 'as it was before'],
  ],
  resolve: [
    ['cc-sessions conflicts', 'see both versions first'],
    ['cc-sessions resolve mem_1a2b --keep both', 'the other version becomes a session of its own'],
  ],
  import: [
    ['cc-sessions key import', 'be asked for it'],
    [
      'pass show cc-sessions-key | cc-sessions key import',
      'from another program: 64 hex digits, or a passphrase',
    ],
  ],
  backup: [
    ['cc-sessions key backup', 'write ./cc-sessions-key-FINGERPRINT.txt'],
    ['cc-sessions key backup - | lpr', 'print it on paper'],
  ],
  decrypt: [
    ['cc-sessions decrypt bucket/sessions/laptop_a1b2/mem_abc123.enc', 'a downloaded copy of the bucket'],
    [
      'CC_SESSIONS_ENCRYPTION_KEY=… cc-sessions decrypt x --as sessions/laptop_a1b2/mem_abc123.enc',
      'a renamed file',
    ],
  ],
  watch: [['cc-sessions watch', 'until Ctrl-C']],
  completion: [
    ['source <(cc-sessions completion bash)', 'in ~/.bashrc'],
    ['cc-sessions completion zsh > "${fpath[1]}/_cc-sessions"', 'once'],
    ['cc-sessions completion fish > ~/.config/fish/completions/cc-sessions.fish', 'once'],
  ],
};

const SECRET_VARIABLES: readonly Example[] = [
  ['CC_SESSIONS_SECRET_ACCESS_KEY', 'secret of the access key'],
  ['CC_SESSIONS_ACCESS_KEY_ID', 'its id, in place of --access-key-id'],
  ['CC_SESSIONS_ENCRYPTION_KEY', 'encryption key, 64 hex digits'],
  ['CC_SESSIONS_PASSPHRASE', 'passphrase; with --new-key it is set, with --join it is used'],
];

const VARIABLES: readonly Example[] = [
  ['CC_SESSIONS_HOME', 'directory for everything (default: ~/.cc-sessions)'],
  ['CC_SESSIONS_CONFIG', 'config file (default: config.yml in there)'],
  ...SECRET_VARIABLES.slice(0, 3),
  ['CC_SESSIONS_PASSPHRASE', 'passphrase, to join'],
  ['CC_MEMORY_DEBUG=true', 'log every request on stderr, without secrets'],
  ['NO_COLOR', 'no colours'],
];

/** Adds the texts, and the order and look of the help, to the program and every command below it. */
export function addHelpTexts(program: Command): void {
  for (const command of allCommands(program)) {
    command.configureHelp({ showGlobalOptions: false, subcommandTerm: (sub) => termOf(sub) });
    command.addHelpText('after', () => afterHelp(command, program));
  }
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

/** Name and arguments; that there are options, every command's own help says. */
function termOf(command: Command): string {
  const args = command.registeredArguments.map((arg) => {
    const name = arg.name() + (arg.variadic ? '...' : '');
    return arg.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...args].join(' ');
}

function afterHelp(command: Command, program: Command): string {
  const parts = [section('Examples:', exampleLines(EXAMPLES[command.name()] ?? []))];
  if (command.name() === 'setup')
    parts.push(section('Secrets, never arguments:', tableLines(SECRET_VARIABLES)));
  if (command === program) {
    parts.push(section('Environment:', tableLines(VARIABLES)));
    parts.push(
      section(
        'Exit codes:',
        EXIT_CODE_WORDS.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`),
      ),
    );
    parts.push('\n`cc-sessions COMMAND --help` says more about one command.');
  }
  return parts.join('');
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\n${title}\n${lines.join('\n')}\n`;
}

function exampleLines(examples: readonly Example[]): string[] {
  return examples.flatMap(([command, meaning]) => [`  ${command}`, `      ${meaning}`]);
}

function tableLines(rows: readonly Example[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`);
}
