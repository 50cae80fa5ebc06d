import { restoreContract } from '../testing/restore-contract.ts';
import { codexBundle } from '../testing/sample-bundles.ts';
import { codexRestore } from './restore.ts';

restoreContract({
  name: 'Codex',
  scriptName: 'codex',
  bundle: codexBundle(),
  open: codexRestore,
  // What a person wrote.
  keepsOldId: (line) => line.includes('Water the basil'),
});
