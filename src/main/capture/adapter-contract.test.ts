import { claudeCodeHarness } from './claude-code/testing/harness.ts';
import { codexHarness } from './codex/testing/harness.ts';
import { adapterContract } from './testing/adapter-contract.ts';

adapterContract(claudeCodeHarness);
adapterContract(codexHarness);
