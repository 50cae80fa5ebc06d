/** What the lists of sessions are made of, for as long as one engine is open. */
import { isSynced, readProjectRules, type ProjectRule } from '../../config/project-rules.ts';
import type { DesktopContext } from './context.ts';
import { ConversationPages } from './conversation-pages.ts';
import { DeviceNames } from './device-names.ts';
import type { OpenEngine } from './engine-host.ts';
import { SessionCatalog } from './session-catalog.ts';
import { SeenTitles } from './session-titles.ts';

export interface EngineViews {
  readonly catalog: SessionCatalog;
  readonly names: DeviceNames;
  /** When the agent deletes conversations that are not safe, by session. */
  readonly expiring: () => ReadonlyMap<string, number>;
  readonly isProjectOnlyHere: (project: string) => boolean;
  readonly rules: readonly ProjectRule[];
}

export class SessionViews {
  readonly pages = new ConversationPages();
  readonly seen = new SeenTitles();
  readonly #context: Pick<DesktopContext, 'host' | 'env'>;
  #views: { readonly engine: OpenEngine; readonly views: Promise<EngineViews> } | null = null;
  #expiring: ReadonlyMap<string, number> = new Map();

  constructor(context: Pick<DesktopContext, 'host' | 'env'>) {
    this.#context = context;
  }

  async current(): Promise<EngineViews> {
    const engine = await this.#context.host.current();
    if (this.#views?.engine !== engine) this.#views = { engine, views: this.#make(engine) };
    return this.#views.views;
  }

  /** Sessions changed, or where they stand. */
  async invalidate(expiring: ReadonlyMap<string, number>): Promise<void> {
    this.#expiring = expiring;
    (await this.#views?.views)?.catalog.invalidate();
  }

  async #make({ app, parts }: OpenEngine): Promise<EngineViews> {
    const { env } = this.#context;
    const rules = await readProjectRules(parts.machine.paths.configFile).catch(() => []);
    const names = new DeviceNames(parts.state);
    const expiring = (): ReadonlyMap<string, number> => this.#expiring;
    const isProjectOnlyHere = (project: string): boolean => project !== '' && !isSynced(rules, project, env);
    const catalog = new SessionCatalog({
      list: () => app.list(),
      self: parts.identity.device,
      expiring,
      isOnlyHere: isProjectOnlyHere,
      deviceName: (device) => names.of(device),
    });
    return { catalog, names, expiring, isProjectOnlyHere, rules };
  }
}
