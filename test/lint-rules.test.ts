/** The rules that hold the architecture up are themselves checked: each bad snippet must be refused. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const project = path.resolve(import.meta.dirname, '..');
let scratch: string;
let eslint: ESLint;

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'cc-lint-'));
  eslint = new ESLint({
    cwd: scratch,
    overrideConfigFile: path.join(project, 'eslint.config.js'),
    // The snippets belong to no TypeScript project; rules that need types are not what is tested here.
    overrideConfig: [
      { languageOptions: { parserOptions: { projectService: false } } },
      { files: ['**/*.ts'], rules: tseslint.configs.disableTypeChecked.rules ?? {} },
    ],
  });
});

afterAll(async () => {
  await rm(scratch, { recursive: true, force: true });
});

/** Ids of the rules that object to `code` in `file`, with their messages. */
async function complaints(file: string, code: string): Promise<string[]> {
  const place = path.join(scratch, file);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, code);
  const results = await eslint.lintFiles([file]);
  return results.flatMap((result) =>
    result.messages.map(({ ruleId, message }) => `${ruleId ?? 'parser'}: ${message}`),
  );
}

describe('rooms', () => {
  const refused: [file: string, source: string, problem: string][] = [
    ['src/shared/a.ts', '../main/store/sessions.ts', 'room "shared" may not import room "store"'],
    ['src/shared/a.ts', 'node:fs', 'room "shared" may not import "node:fs"'],
    ['src/main/engine/a.ts', '../bucket/s3.ts', 'room "engine" may not import room "bucket"'],
    ['src/main/crypto/a.ts', '../engine/ports.ts', 'room "crypto" may not import room "engine"'],
    ['src/main/store/a.ts', '../engine/ports.ts', 'room "store" may import only types from room "engine"'],
    ['src/main/store/a.ts', '../crypto/keys.ts', 'room "store" may not import room "crypto"'],
    ['src/main/bucket/a.ts', '../store/sessions.ts', 'room "bucket" may not import room "store"'],
    ['src/main/bucket/a.ts', './testing/minio.ts', 'product code may not import what is there for tests'],
    ['src/main/compose.ts', './desktop/window.ts', 'room "compose" may not import room "desktop"'],
    ['src/main/compose.ts', 'electron', 'room "compose" may not import "electron"'],
    ['src/main/desktop/a.ts', '../engine/engine.ts', 'room "desktop" may not import room "engine"'],
    ['src/main/desktop/a.ts', '../compose.ts', 'room "desktop" may import only types from room "compose"'],
    ['src/renderer/a.ts', '../main/compose.ts', 'room "renderer" may not import room "compose"'],
    ['src/renderer/a.ts', 'electron', 'room "renderer" may not import "electron"'],
    ['src/cli/a.ts', '../main/engine/engine.ts', 'room "cli" may not import room "engine"'],
    ['src/api/a.ts', '../main/store/sessions.ts', 'room "api" may not import room "store"'],
    ['src/api/a.ts', 'left-pad', 'package "left-pad" is not in the table of packages'],
  ];
  it.each(refused)('%s may not import %s', async (file, source, problem) => {
    expect((await complaints(file, `import '${source}';\n`)).join('\n')).toContain(problem);
    expect((await complaints(file, `await import('${source}');\n`)).join('\n')).toContain(problem);
    expect((await complaints(file, `export * from '${source}';\n`)).join('\n')).toContain(problem);
  });

  const allowed: [file: string, code: string][] = [
    [
      'src/main/store/a.ts',
      "import type { SyncState } from '../engine/ports.ts';\nexport type A = SyncState;\n",
    ],
    ['src/main/bucket/a.ts', "import { seal } from '../crypto/envelope.ts';\nseal();\n"],
    ['src/main/compose.ts', "import { createEngine } from './engine/engine.ts';\ncreateEngine();\n"],
    ['src/main/desktop/a.ts', "import { app } from 'electron';\napp.quit();\n"],
    ['src/cli/a.ts', "import { openApp } from '../main/compose.ts';\nopenApp();\n"],
    ['src/main/store/a.test.ts', "import { plan } from '../engine/plan.ts';\nplan();\n"],
  ];
  it.each(allowed)('%s may say %s', async (file, code) => {
    expect(await complaints(file, code)).toEqual([]);
  });
});

describe('other rules of the house', () => {
  it('a cycle is refused', async () => {
    await complaints('src/shared/b.ts', "import { a } from './a.ts';\nexport const b = (): unknown => a;\n");
    const found = await complaints(
      'src/shared/a.ts',
      "import { b } from './b.ts';\nexport const a = (): unknown => b;\n",
    );
    expect(found.join('\n')).toContain('import-x/no-cycle');
  });

  it('a long file, a vague name, an unfinished thought and a switched-off rule are refused', async () => {
    const long = Array.from({ length: 301 }, (_, i) => `export const v${i} = ${i};`).join('\n');
    expect((await complaints('src/shared/long.ts', long)).join('\n')).toContain('max-lines');
    expect((await complaints('src/shared/utils.ts', 'export {};\n')).join('\n')).toContain('rooms/names');
    const unfinished = '// fixme: later\nexport {};\n';
    expect((await complaints('src/shared/c.ts', unfinished)).join('\n')).toContain('no-warning-comments');
    const silenced = '/* eslint prefer-const: 0 */\nlet a = 1;\nexport { a };\n';
    expect((await complaints('src/shared/d.ts', silenced)).join('\n')).toContain('prefer-const');
  });
});
