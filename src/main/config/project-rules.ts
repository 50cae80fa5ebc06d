/**
 * Rules for single projects: `projects.overrides` of config.yml, which belongs to the cc-sessions plugin. Of a rule
 * only `cloud_sync` is ours: `false` keeps the project's sessions on this device.
 * https://github.com/iam-dev/cc-sessions, docs/configuration.md, "Projects".
 */
import path from 'node:path';
import { isMap, isScalar, Scalar, type YAMLMap } from 'yaml';
import { AppError } from '../../shared/errors.ts';
import { rewriteConfig } from './config-update.ts';
import { readConfigText } from './config-source.ts';
import { expandPath } from './home.ts';
import { parseYaml, rawValue, type YamlSource } from './yaml-source.ts';

export interface ProjectRule {
  /** As it is written. */
  readonly path: string;
  /** `null`: not said. */
  readonly cloudSync: boolean | null;
  /** Other keys of the rule. */
  readonly others: readonly string[];
}

const KEY = 'cloud_sync';
const OURS = new Set([KEY, 'cloudSync']);

/** @throws AppError CONFIG_UNREADABLE, CONFIG_MALFORMED */
export async function readProjectRules(file: string): Promise<ProjectRule[]> {
  const source = await readConfigText(file);
  return source === null ? [] : rulesIn(parseYaml(source.text, file));
}

/** A rule of another shape than a block is passed over: the plugin's matter. */
function rulesIn(source: YamlSource): ProjectRule[] {
  const entry = (value: ReturnType<typeof rawValue>, key: string) =>
    value.kind === 'map' ? value.entries().find((each) => each.key === key)?.value : undefined;
  const root = rawValue(source.document.contents, source.document);
  const projects = entry(root, 'projects');
  const overrides = projects && entry(projects, 'overrides');
  if (overrides?.kind !== 'map') return [];
  return overrides.entries().flatMap(({ key, value }) => {
    if (value.kind !== 'map') return [];
    const entries = value.entries();
    const said = entries.find((each) => OURS.has(each.key))?.value;
    const others = entries.map((each) => each.key).filter((name) => !OURS.has(name));
    return [{ path: key, cloudSync: said?.kind === 'scalar' ? readBoolean(said.text) : null, others }];
  });
}

function readBoolean(text: string): boolean | null {
  if (/^(true|yes|on|y|1)$/i.test(text.trim())) return true;
  return /^(false|no|off|n|0)$/i.test(text.trim()) ? false : null;
}

/**
 * Sets `cloud_sync` of one project, or with `null` takes it out, and the rule with it when nothing else is in it.
 * All else of the file stays, comments too; the block may be re-spaced.
 * @throws AppError CONFIG_UNREADABLE, CONFIG_MALFORMED, CONFIG_UNWRITABLE, DISK_FULL
 */
export async function writeProjectRule(
  file: string,
  project: string,
  cloudSync: boolean | null,
): Promise<void> {
  await rewriteConfig(file, (text) => editRule(text, project, cloudSync, file));
}

function editRule(text: string, project: string, cloudSync: boolean | null, file: string): string {
  const source = parseYaml(text, file);
  const { document } = source;
  const place = ['projects', 'overrides', project];
  if (cloudSync === null) {
    if (document.hasIn([...place, KEY])) document.deleteIn([...place, KEY]);
    if (document.hasIn([...place, 'cloudSync'])) document.deleteIn([...place, 'cloudSync']);
    const rule = document.getIn(place, true);
    if (isMap(rule) && rule.items.length === 0) document.deleteIn(place);
  } else {
    makeBlocks(source, place.slice(0, 2));
    const written = document.hasIn([...place, 'cloudSync']) ? 'cloudSync' : KEY;
    if (!isMap(document.getIn(place, true))) document.setIn(place, document.createNode({}));
    document.setIn([...place, written], new Scalar(String(cloudSync)));
  }
  const edited = document.toString({ lineWidth: 0 });
  const result = `${source.bom ? '\uFEFF' : ''}${source.eol === '\n' ? edited : edited.replaceAll(/\r?\n/g, '\r\n')}`;
  const said = rulesIn(parseYaml(result, file)).find((rule) => rule.path === project)?.cloudSync ?? null;
  if (said !== cloudSync) throw new AppError('CONFIG_UNWRITABLE', { path: file, reason: 'shape' });
  return result;
}

/** `projects:` with nothing below it, or only comments, becomes a block. */
function makeBlocks({ document }: YamlSource, place: readonly string[]): void {
  for (let depth = 1; depth <= place.length; depth++) {
    const at = place.slice(0, depth);
    const node = document.getIn(at, true);
    if (isMap(node)) continue;
    const empty =
      node === undefined ||
      node === null ||
      (isScalar(node) && ['', '~', 'null'].includes(String(node.value)));
    if (!empty)
      throw new AppError('CONFIG_INVALID', {
        key: at.join('.'),
        problem: 'type',
        expected: 'block',
        found: 'text',
      });
    const block = document.createNode({}) as YAMLMap;
    block.flow = false;
    // Where there are only comments, they hang on the value that is not there.
    const remark = isScalar(node) ? [node.commentBefore, node.comment].filter(Boolean).join('\n') : '';
    if (remark !== '') block.commentBefore = remark;
    document.setIn(at, block);
  }
}

/** Whether a project's sessions go into the bucket: the rule of the project, else of the nearest directory above. */
export function isSynced(rules: readonly ProjectRule[], project: string, env: NodeJS.ProcessEnv): boolean {
  const at = path.resolve(project);
  let nearest: { readonly length: number; readonly cloudSync: boolean } | null = null;
  for (const rule of rules) {
    if (rule.cloudSync === null) continue;
    const base = expandPath(rule.path, '/', env);
    const covers = at === base || at.startsWith(base.endsWith(path.sep) ? base : base + path.sep);
    if (covers && base.length >= (nearest?.length ?? 0))
      nearest = { length: base.length, cloudSync: rule.cloudSync };
  }
  return nearest?.cloudSync ?? true;
}
