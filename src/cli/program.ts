/** The command line as people type it: commands, their options and help. What they do is in commands/. */
import { Command, Option } from 'commander';
import { EXPORT_FORMATS } from '../shared/conversation.ts';
import { PROVIDERS } from '../shared/settings.ts';
import { describeProgram } from './completion.ts';
import type { CommandModule, Invocation } from './context.ts';
import { addHelpTexts } from './help.ts';

type Load = () => Promise<CommandModule>;

/** Called with the command that was typed. */
export type Dispatch = (load: Load, invocation: Invocation) => Promise<void>;

/** Adds one command under a parent. `usage` is its name with its arguments. */
type Add = (parent: Command, usage: string, summary: string, load: Load) => Command;

export function buildProgram(version: string, dispatch: Dispatch): Command {
  const program = new Command('cc-sessions')
    .description(
      'Keeps the sessions of your AI coding agents safe and at hand on every device:\nend-to-end encrypted, in your own bucket.',
    )
    .version(version, '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Show help')
    .addHelpCommand(
      new Command('help')
        .argument('[command]')
        .description('Show help for a command')
        .helpOption(false)
        .helpGroup(MORE),
    )
    .option('--json', JSON_WORDS)
    .showSuggestionAfterError(true)
    .allowExcessArguments(false);
  const add: Add = (parent, usage, summary, load) => {
    const command = parent.command(usage).description(summary).option('--json', JSON_WORDS);
    command.helpOption('-h, --help', 'Show this help').allowExcessArguments(false);
    return command.action((...given: unknown[]) => {
      const called = given.at(-1) as Command;
      return dispatch(load, { args: called.args, options: called.opts() });
    });
  };
  addEveryday(program, add);
  addSessions(program, add);
  addConflicts(program, add);
  addKeys(program, add);
  addHousekeeping(program, add);
  addHelpTexts(program);
  return program;
}

const MORE = 'More:';
const JSON_WORDS = 'Answer with one JSON document';

function addEveryday(program: Command, add: Add): void {
  program.commandsGroup('Every day:');
  addSetup(
    add(
      program,
      'setup',
      'Set up sync: where, with which access, under which key',
      () => import('./commands/setup.ts'),
    ),
  );
  add(program, 'sync', 'Bring this device and the bucket in step', () => import('./commands/sync.ts'))
    .option('-n, --dry-run', 'Only say what would be done')
    .option('--verify', 'Read every object again instead of trusting what is known of it')
    .addOption(
      new Option('--accept <brake...>', 'Go on although a brake stopped the sync').choices([
        'mass-change',
        'empty-bucket',
      ]),
    )
    .option('--wait <seconds>', 'How long to wait for another process that is syncing', '60')
    .option('--no-capture', "Leave the agents' own files alone; sync what is stored already");
  add(program, 'status', 'How things stand, at a glance', () => import('./commands/status.ts'));
  add(
    program,
    'watch',
    'Keep in step by itself: on every save and by the clock',
    () => import('./commands/watch.ts'),
  );
}

function addSetup(setup: Command): void {
  setup.optionsGroup('Where to:');
  setup
    .addOption(new Option('--provider <name>', 'Kind of storage').choices([...PROVIDERS]))
    .option('--bucket <name>', 'Name of the bucket; for folder, a directory')
    .option('--endpoint <url>', 'Address of the storage (r2, b2, s3-compatible)')
    .option('--region <region>', 'Region (s3, b2)')
    .option('--access-key-id <id>', 'Access key id; its secret comes from the environment or stdin')
    .option('--prefix <folder>', 'Folder inside the bucket, to share it with other things')
    .option('--path-style', 'Put the bucket into the path of the address')
    .option('--no-path-style', 'Put the bucket into the host name of the address');
  setup.optionsGroup('How:');
  setup
    .option('--device-id <name>', 'Name of this device (default: made from the host name)')
    .option('--sync-interval <minutes>', 'Minutes between syncs while the app or watch runs; 0: never')
    .option('--no-sync-on-save', 'Do not upload a session as soon as it is saved');
  setup.optionsGroup('Key:');
  setup
    .addOption(new Option('--new-key', 'First device: make a new encryption key').conflicts('join'))
    .option('--join', 'Further device: use the key (or passphrase) of the first one')
    .addOption(
      new Option('--keep-secrets-in <place>', 'Where key and secret are kept').choices([
        'keychain',
        'config-file',
      ]),
    )
    .option('--secrets-from-stdin', 'Read secrets from stdin, as JSON or NAME=VALUE lines');
  setup.optionsGroup('General:');
  setup.option('-y, --yes', 'Ask nothing; what is missing is an error');
}

function addSessions(program: Command, add: Add): void {
  program.commandsGroup('Sessions:');
  add(program, 'list', 'Sessions here and in the bucket, newest first', () => import('./commands/list.ts'))
    .option('--limit <number>', 'At most so many', '50')
    .option('--all', 'All of them')
    .option('--project <name>', 'Only of this project (its name or path)')
    .option('--device <device>', 'Only those a device keeps in the bucket')
    .addOption(new Option('--state <state>', 'Only in this state').choices(SESSION_STATES));
  add(
    program,
    'show <id>',
    'One session in full (the beginning of an id will do)',
    () => import('./commands/show.ts'),
  );
  add(
    program,
    'search <words...>',
    'Sessions in which all words occur',
    () => import('./commands/search.ts'),
  ).option('--limit <number>', 'At most so many', '20');
  add(
    program,
    'capture',
    "Read new sessions from the agents' own files",
    () => import('./commands/capture.ts'),
  );
  add(
    program,
    'resume <id>',
    'Go on with a session of any device on this one',
    () => import('./commands/resume.ts'),
  )
    .option('--to <directory>', "The project's directory on this device")
    .option('-n, --dry-run', 'Only say what would be done')
    .option('--rewrite-paths', "Change the project's path in the conversation to the one here");
  add(program, 'export <id>', 'Write a conversation down to read', () => import('./commands/export.ts'))
    .addOption(
      new Option('--format <format>', 'markdown; json; or jsonl, the file of the agent as it is').choices([
        ...EXPORT_FORMATS,
      ]),
    )
    .option('-o, --output <file>', 'Into a new file');
  add(
    program,
    'delete <id>',
    'Delete a session on all devices (to be undone for 30 days)',
    () => import('./commands/delete.ts'),
  );
  add(program, 'undelete <id>', 'Bring back a deleted session', () => import('./commands/undelete.ts'));
}

const SESSION_STATES = [
  'synced',
  'not-uploaded',
  'changed',
  'conflict',
  'only-in-bucket',
  'only-here',
  'failed',
];

function addConflicts(program: Command, add: Add): void {
  program.commandsGroup('Conflicts and devices:');
  add(
    program,
    'conflicts',
    'Sessions of which two versions are kept',
    () => import('./commands/conflicts.ts'),
  );
  add(
    program,
    'resolve <id>',
    'Decide which version of a session goes on',
    () => import('./commands/resolve.ts'),
  )
    .addOption(
      new Option('--keep <version>', "This device's, the other one's, or both")
        .choices(['local', 'remote', 'both'])
        .makeOptionMandatory(),
    )
    .option('--device <device>', 'The other device, when there are several');
  add(program, 'devices', 'Devices that sync with this bucket', () => import('./commands/devices.ts'))
    .addOption(
      new Option('--new-id', 'Give this device a new id (it is a copy of another)').conflicts('takeOver'),
    )
    .option('--take-over', 'Keep the id here (the other machine is gone)');
}

function addKeys(program: Command, add: Add): void {
  program.commandsGroup('Key:');
  const key = program.command('key').description('Show, check, enter or back up the encryption key');
  key.helpOption('-h, --help', 'Show this help').helpCommand(false);
  add(key, 'show', 'Print the encryption key', () => import('./commands/key-show.ts'));
  add(
    key,
    'fingerprint',
    'Print the 8 characters that name the key',
    () => import('./commands/key-fingerprint.ts'),
  );
  add(
    key,
    'import',
    'Enter the key or passphrase of another device',
    () => import('./commands/key-import.ts'),
  );
  add(
    key,
    'store',
    'Move the secrets of the config file to the keychain',
    () => import('./commands/key-store.ts'),
  );
  add(
    key,
    'backup [file]',
    'Write a sheet with the key and how to use it',
    () => import('./commands/key-backup.ts'),
  );
  add(
    program,
    'decrypt <file>',
    'Decrypt one object of the bucket, with nothing but the key',
    () => import('./commands/decrypt.ts'),
  ).option('--as <key>', 'Its name in the bucket: sessions/DEVICE/SESSION.enc');
}

/** `hook` alone is what the agent calls; its sub-commands are for people. */
function addHook(program: Command, add: Add): void {
  const hook = add(
    program,
    'hook',
    'What Claude Code calls when a session goes on; install puts it into its settings',
    () => import('./commands/hook.ts'),
  ).helpCommand(false);
  const settings =
    (action: 'install' | 'uninstall' | 'status'): Load =>
    async () =>
      (await import('./commands/hook-settings.ts')).hookSettings(action);
  add(hook, 'install', "Put the hooks into Claude Code's settings", settings('install'));
  add(hook, 'uninstall', 'Take them out again', settings('uninstall'));
  add(hook, 'status', 'Whether they are there', settings('status'));
}

function addHousekeeping(program: Command, add: Add): void {
  program.commandsGroup(MORE);
  add(program, 'test', 'Test the connection, step by step', () => import('./commands/test.ts'));
  add(program, 'cost', 'What the storage costs a month, per provider', () => import('./commands/cost.ts'));
  addHook(program, add);
  const completion: Load = async () => {
    const { completionCommand } = await import('./commands/completion.ts');
    return completionCommand(describeProgram(program));
  };
  add(program, 'completion <shell>', 'Print a completion script for bash, zsh or fish', completion);
}
