import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { completionScript, describeProgram, SHELLS } from './completion.ts';
import { buildProgram } from './program.ts';

const program = describeProgram(buildProgram('0.0.0', () => Promise.resolve()));

/** What bash would offer for a line, by running the script in bash. */
function bashOffers(line: string): string[] {
  const words = line.split(' ');
  const script = `${completionScript('bash', program)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length - 1}
_cc_sessions
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

describe('shell completion', () => {
  it('offers commands, flags, values and shells in bash', () => {
    expect(bashOffers('cc-sessions s')).toEqual(['setup', 'sync', 'status', 'show', 'search']);
    expect(bashOffers('cc-sessions sync --d')).toEqual(['--dry-run']);
    expect(bashOffers('cc-sessions sync --accept ')).toEqual(['mass-change', 'empty-bucket']);
    expect(bashOffers('cc-sessions key ')).toEqual(expect.arrayContaining(['show', 'import', 'backup']));
    expect(bashOffers('cc-sessions key im')).toEqual(['import']);
    expect(bashOffers('cc-sessions setup --provider r')).toEqual(['r2']);
    expect(bashOffers('cc-sessions completion ')).toEqual(expect.arrayContaining([...SHELLS]));
  });

  it('names every command in every shell', () => {
    for (const shell of SHELLS) {
      const script = completionScript(shell, program);
      for (const command of program.commands) expect(script).toContain(command.name);
    }
  });

  it.each(['zsh', 'fish'] as const)('is understood by %s where that is installed', (shell) => {
    const { error, status, stderr } = spawnSync(shell, ['-n'], {
      input: completionScript(shell, program),
      encoding: 'utf8',
    });
    if (error) return;
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
