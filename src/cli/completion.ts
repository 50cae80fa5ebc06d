/** Completion scripts for shells, made from the program itself, so that they never lag behind it. */
import type { Command } from 'commander';

export interface CompletionOption {
  /** `--accept`, `-n`; long form first. */
  readonly flags: readonly string[];
  readonly words: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

export interface CompletionCommand {
  readonly name: string;
  readonly words: string;
  readonly options: readonly CompletionOption[];
  readonly commands: readonly CompletionCommand[];
  /** What its first argument is. */
  readonly argument: 'file' | 'shell' | 'other' | 'none';
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export function describeProgram(program: Command): CompletionCommand {
  const [first] = program.registeredArguments;
  return {
    name: program.name(),
    words: oneLine(program.description()),
    options: program.options.map((option) => ({
      flags: [option.long, option.short].filter((flag) => typeof flag === 'string'),
      words: oneLine(option.description),
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? [],
    })),
    commands: program.commands.map(describeProgram),
    argument: first === undefined ? 'none' : argumentOf(first.name()),
  };
}

function argumentOf(name: string): CompletionCommand['argument'] {
  if (name === 'file' || name === 'shell') return name;
  return 'other';
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

export function completionScript(shell: Shell, program: CompletionCommand): string {
  return SCRIPTS[shell](program);
}

const SCRIPTS: Readonly<Record<Shell, (program: CompletionCommand) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Commands with the words that lead to them: `key import`. */
function paths(command: CompletionCommand, lead: readonly string[] = []): [string, CompletionCommand][] {
  return command.commands.flatMap((sub) => {
    const path = [...lead, sub.name];
    return [[path.join(' '), sub] as [string, CompletionCommand], ...paths(sub, path)];
  });
}

function flagsOf(command: CompletionCommand): string[] {
  return ['--help', ...command.options.flatMap((option) => option.flags.slice(0, 1))];
}

function bashScript(program: CompletionCommand): string {
  const cases = paths(program).map(([path, command]) => {
    const words = [
      ...command.commands.map((sub) => sub.name),
      ...argumentWords(command),
      ...flagsOf(command),
    ];
    return `    '${path}') words='${words.join(' ')}'${command.argument === 'file' ? '; files=1' : ''} ;;`;
  });
  const values = paths(program).flatMap(([path, command]) =>
    command.options
      .filter((option) => option.takesValue)
      .map((option) => `    '${path} ${option.flags[0]}') words='${option.choices.join(' ')}'; value=1 ;;`),
  );
  return `# bash completion for cc-sessions; source <(cc-sessions completion bash)
_cc_sessions() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local path='' words='' files='' value='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
      ' '-*|*' '-*) ;;
      ${nestedPattern(program)}) path="$path $word" ;;
      ' '*) path=" $word" ;;
    esac
  done
  path="\${path# }"
  case "$path" in
    '') words='${[...program.commands.map((sub) => sub.name), 'help', ...flagsOf(program), '--version'].join(' ')}' ;;
    help) words='${program.commands.map((sub) => sub.name).join(' ')}' ;;
${cases.join('\n')}
  esac
  case "$path $previous" in
${values.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ -n $files || ( -n $value && -z $words ) ]]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -F _cc_sessions cc-sessions
`;
}

/** Words after which a second word belongs to the command: `" key "*`. */
function nestedPattern(program: CompletionCommand): string {
  const nested = program.commands.filter((command) => command.commands.length > 0);
  return nested.map((command) => `' ${command.name} '*`).join('|');
}

function argumentWords(command: CompletionCommand): readonly string[] {
  return command.argument === 'shell' ? SHELLS : [];
}

function zshScript(program: CompletionCommand): string {
  const describe = (commands: readonly CompletionCommand[]): string =>
    commands.map((command) => `'${command.name}:${zshQuote(command.words)}'`).join(' ');
  const cases = paths(program).map(([path, command]) => {
    const specs = command.options.map((option) => zshOption(option));
    const rest =
      command.commands.length > 0
        ? `local -a subcommands=(${describe(command.commands)}); _describe command subcommands`
        : `_arguments ${[...specs, zshArgument(command)].filter(Boolean).join(' ')}`;
    return `    '${path}') ${rest} ;;`;
  });
  const nested = program.commands
    .filter((command) => command.commands.length > 0)
    .map((command) => command.name);
  return `#compdef cc-sessions
# zsh completion for cc-sessions; cc-sessions completion zsh > "\${fpath[1]}/_cc-sessions"
_cc_sessions() {
  local -a commands=(${describe(program.commands)})
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  local path_words="$words[2]"
  if [[ "$words[2]" == (${nested.join('|')}) && CURRENT -gt 3 ]]; then
    path_words="$words[2] $words[3]"
    shift words; (( CURRENT-- ))
  fi
  shift words; (( CURRENT-- ))
  case "$path_words" in
${cases.join('\n')}
  esac
}
if [[ "$funcstack[1]" == _cc-sessions ]]; then _cc_sessions; else compdef _cc_sessions cc-sessions; fi
`;
}

function zshQuote(text: string): string {
  return text.replaceAll("'", "'\\''").replaceAll(':', '\\:').replaceAll('[', '\\[').replaceAll(']', '\\]');
}

function zshOption(option: CompletionOption): string {
  const [long = ''] = option.flags;
  const value = !option.takesValue
    ? ''
    : option.choices.length > 0
      ? `:value:(${option.choices.join(' ')})`
      : ':value:_files';
  return `'${long}[${zshQuote(option.words)}]${value}'`;
}

function zshArgument(command: CompletionCommand): string {
  if (command.argument === 'file') return "'*:file:_files'";
  return command.argument === 'shell' ? `'1:shell:(${SHELLS.join(' ')})'` : '';
}

function fishScript(program: CompletionCommand): string {
  const lines = ['# fish completion for cc-sessions', 'complete -c cc-sessions -f'];
  for (const command of program.commands) {
    lines.push(
      `complete -c cc-sessions -n __fish_use_subcommand -a ${command.name} -d '${fishQuote(command.words)}'`,
    );
  }
  for (const [path, command] of paths(program)) {
    const seen = path
      .split(' ')
      .map((word) => `__fish_seen_subcommand_from ${word}`)
      .join('; and ');
    for (const sub of command.commands) {
      lines.push(`complete -c cc-sessions -n '${seen}' -a ${sub.name} -d '${fishQuote(sub.words)}'`);
    }
    for (const option of command.options) lines.push(fishOption(seen, option));
    if (command.argument === 'file') lines.push(`complete -c cc-sessions -n '${seen}' -F`);
    if (command.argument === 'shell')
      lines.push(`complete -c cc-sessions -n '${seen}' -a '${SHELLS.join(' ')}'`);
  }
  return `${lines.join('\n')}\n`;
}

function fishOption(seen: string, option: CompletionOption): string {
  const [long = '', short] = option.flags;
  const names = `-l ${long.replace(/^--/, '')}${short ? ` -s ${short.replace(/^-/, '')}` : ''}`;
  const value = !option.takesValue
    ? ''
    : option.choices.length > 0
      ? ` -xa '${option.choices.join(' ')}'`
      : ' -r';
  return `complete -c cc-sessions -n '${seen}' ${names}${value} -d '${fishQuote(option.words)}'`;
}

function fishQuote(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
