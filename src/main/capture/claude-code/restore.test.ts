import { restoreContract } from '../testing/restore-contract.ts';
import { claudeBundle } from '../testing/sample-bundles.ts';
import { claudeCodeRestore } from './restore.ts';

restoreContract({
  name: 'Claude Code',
  scriptName: 'claude-code',
  bundle: claudeBundle(),
  open: claudeCodeRestore,
  // What a person wrote, and the line that is torn.
  keepsOldId: (line) => line.includes('and quote') || line.endsWith('"cont'),
});
