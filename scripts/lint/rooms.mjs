/**
 * Who may import whom, as one table; checked by `rules['imports']` for every import, type import and dynamic
 * import below src/. Why the rooms are cut this way: CONTRIBUTING.md, "Rooms".
 */
import path from 'node:path';

/**
 * First match decides. `imports`: rooms that may be imported at run time; `types`: rooms whose types may be used
 * as well. A room may always import itself.
 */
export const ROOMS = [
  { name: 'shared', at: ['src/shared/'], imports: [], types: [] },
  { name: 'engine', at: ['src/main/engine/'], imports: ['shared'], types: [] },
  { name: 'crypto', at: ['src/main/crypto/'], imports: ['shared'], types: [] },
  { name: 'capture', at: ['src/main/capture/'], imports: ['shared'], types: ['engine'] },
  { name: 'config', at: ['src/main/config/'], imports: ['shared'], types: ['engine'] },
  { name: 'secrets', at: ['src/main/secrets/'], imports: ['shared'], types: ['engine'] },
  { name: 'store', at: ['src/main/store/'], imports: ['shared'], types: ['engine'] },
  { name: 'bucket', at: ['src/main/bucket/'], imports: ['shared', 'crypto'], types: ['engine'] },
  // The agents' side of hooks: small, as an agent waits for it.
  { name: 'hooks', at: ['src/main/hooks/'], imports: ['shared', 'config'], types: [] },
  // Conversations to read, made of the agents' files.
  { name: 'export', at: ['src/main/export/'], imports: ['shared', 'capture'], types: [] },
  { name: 'transcripts', at: ['src/main/transcripts/'], imports: ['shared'], types: ['engine', 'capture'] },
  { name: 'desktop', at: ['src/main/desktop/'], imports: ['shared'], types: ['compose'] },
  { name: 'entry', at: ['src/main/index.ts'], imports: ['shared', 'compose', 'desktop'], types: [] },
  {
    name: 'compose',
    at: ['src/main/'],
    imports: [
      ...['shared', 'engine', 'crypto', 'capture', 'config', 'secrets', 'store', 'bucket'],
      ...['hooks', 'export', 'transcripts'],
    ],
    types: [],
  },
  { name: 'preload', at: ['src/preload/'], imports: ['shared'], types: [] },
  { name: 'renderer', at: ['src/renderer/'], imports: ['shared'], types: [] },
  // `cc-sessions hook` must not load the composed app: its entry has a row of its own.
  { name: 'hook-entry', at: ['src/cli/hook-entry.ts'], imports: ['shared', 'hooks', 'config'], types: [] },
  { name: 'cli', at: ['src/cli/'], imports: ['shared', 'compose'], types: [] },
  { name: 'api', at: ['src/api/'], imports: ['shared', 'compose'], types: [] },
];

/** Packages that belong to rooms; one that is not named here may be imported nowhere in src/. */
export const PACKAGES = [
  { match: /^electron$/, rooms: ['desktop', 'entry', 'preload'] },
  { match: /^zod$/, rooms: 'all' },
  { match: /^yaml$/, rooms: ['config'] },
  { match: /^keytar$/, rooms: ['secrets'] },
  { match: /^(uqr|jsqr)$/, rooms: ['compose'] },
  { match: /^(@aws-sdk\/|@smithy\/|aws4$)/, rooms: ['bucket'] },
  { match: /^(commander|picocolors|@clack\/prompts)(\/|$)/, rooms: ['cli'] },
  { match: /^(react|react-dom|zustand)(\/|$)/, rooms: ['renderer'] },
  { match: /^(markdown-it|@tanstack\/react-virtual)$/, rooms: ['renderer'] },
  { match: /^node:sqlite$/, rooms: ['store'] },
  { match: /^node:/, rooms: 'main' },
];

/** Rooms that run where there is no Node, or must not depend on it. */
const WITHOUT_NODE = new Set(['shared', 'preload', 'renderer']);

const isTestFile = (file) => /\.test\.tsx?$|\/testing\//.test(file);

function roomOf(file) {
  return ROOMS.find((room) => room.at.some((place) => file.startsWith(place)));
}

function problemWithPackage(room, source, typeOnly) {
  const known = PACKAGES.find(({ match }) => match.test(source));
  if (!known) return `package "${source}" is not in the table of packages (scripts/lint/rooms.mjs)`;
  if (known.rooms === 'all') return null;
  const allowed =
    known.rooms === 'main' ? typeOnly || !WITHOUT_NODE.has(room.name) : known.rooms.includes(room.name);
  return allowed ? null : `room "${room.name}" may not import "${source}"`;
}

function problemWithFile(from, target, typeOnly) {
  if (isTestFile(target)) return 'product code may not import what is there for tests';
  const [room, other] = [roomOf(from), roomOf(target)];
  if (!other) return target.startsWith('src/') ? `"${target}" is in no room` : null;
  if (room === other || room.imports.includes(other.name)) return null;
  if (room.types.includes(other.name)) {
    return typeOnly ? null : `room "${room.name}" may import only types from room "${other.name}"`;
  }
  return `room "${room.name}" may not import room "${other.name}"`;
}

/** @returns what is wrong with an import in `from`, both paths relative to the project; `null` when nothing is. */
export function problemWithImport(from, source, typeOnly) {
  const room = roomOf(from);
  if (!room || isTestFile(from)) return null;
  if (!source.startsWith('.')) return problemWithPackage(room, source, typeOnly);
  const target = path.posix.join(path.posix.dirname(from), source);
  return problemWithFile(from, target, typeOnly);
}

const isTypeOnly = (node) =>
  node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType';

const imports = {
  meta: { type: 'problem', schema: [], messages: { wrong: '{{problem}}' } },
  create(context) {
    const from = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    const check = (node, literal) => {
      if (typeof literal?.value !== 'string') return;
      const problem = problemWithImport(from, literal.value, isTypeOnly(node));
      if (problem) context.report({ node: literal, messageId: 'wrong', data: { problem } });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal),
    };
  },
};

const VAGUE_NAME = /(^|\/)(utils?|helpers?|common|misc)(\.[^/]*)?(\/|$)/;

const names = {
  meta: { type: 'problem', schema: [], messages: { vague: '"{{file}}": name a file after what it holds' } },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    return {
      Program(node) {
        if (VAGUE_NAME.test(file)) context.report({ node, messageId: 'vague', data: { file } });
      },
    };
  },
};

export default { meta: { name: 'rooms' }, rules: { imports, names } };
