/**
 * A panel that shows tray icons: StatusNotifierWatcher and host on the session bus, which reads an icon's tooltip,
 * picture and menu and clicks entries, as KDE's and GNOME's do.
 * https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/
 */
import { createHash } from 'node:crypto';
import dbus from 'dbus-next';

const { ACCESS_READ, Interface } = dbus.interface;
const WATCHER = 'org.kde.StatusNotifierWatcher';
const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';

interface Address {
  readonly name: string;
  readonly path: string;
}

class Watcher extends Interface {
  readonly items: Address[] = [];
  sender = '';
  /** Of the newest icon, milliseconds since 1970. */
  registeredAt = 0;
  onItem: (() => void) | null = null;

  constructor() {
    super(WATCHER);
  }

  get RegisteredStatusNotifierItems(): string[] {
    return this.items.map(({ name, path }) => name + path);
  }

  get IsStatusNotifierHostRegistered(): boolean {
    return true;
  }

  get ProtocolVersion(): number {
    return 0;
  }

  RegisterStatusNotifierItem(service: string): void {
    const own = service.startsWith('/');
    this.registeredAt = Date.now();
    this.items.push({ name: own ? this.sender : service, path: own ? service : '/StatusNotifierItem' });
    this.onItem?.();
  }

  RegisterStatusNotifierHost(_service: string): void {
    return;
  }

  StatusNotifierItemRegistered(service: string): string {
    return service;
  }

  StatusNotifierHostRegistered(): void {
    return;
  }
}

Watcher.configureMembers({
  properties: {
    RegisteredStatusNotifierItems: { signature: 'as', access: ACCESS_READ },
    IsStatusNotifierHostRegistered: { signature: 'b', access: ACCESS_READ },
    ProtocolVersion: { signature: 'i', access: ACCESS_READ },
  },
  methods: {
    RegisterStatusNotifierItem: { inSignature: 's', outSignature: '' },
    RegisterStatusNotifierHost: { inSignature: 's', outSignature: '' },
  },
  signals: {
    StatusNotifierItemRegistered: { signature: 's' },
    StatusNotifierHostRegistered: { signature: '' },
  },
});

export interface MenuEntry {
  readonly id: number;
  /** Without the underscores of shortcuts. */
  readonly label: string;
  readonly enabled: boolean;
  readonly separator: boolean;
}

type Layout = [id: number, properties: Record<string, dbus.Variant>, children: dbus.Variant<Layout>[]];

export class TrayHost {
  readonly #bus: dbus.MessageBus;
  readonly #watcher: Watcher;

  private constructor(bus: dbus.MessageBus, watcher: Watcher) {
    this.#bus = bus;
    this.#watcher = watcher;
  }

  /** Before the app starts: an icon that finds no watcher is not shown. */
  static async start(): Promise<TrayHost> {
    const bus = dbus.sessionBus();
    const watcher = new Watcher();
    bus.on('message', (message: dbus.Message) => {
      if (message.member === 'RegisterStatusNotifierItem') watcher.sender = message.sender;
    });
    bus.export('/StatusNotifierWatcher', watcher);
    await bus.requestName(WATCHER, 0);
    return new TrayHost(bus, watcher);
  }

  /** When the newest icon came, milliseconds since 1970. */
  get registeredAt(): number {
    return this.#watcher.registeredAt;
  }

  /** Waits for the newest icon. */
  async #item(): Promise<Address> {
    if (this.#watcher.items.length === 0) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('no tray icon in 20 s')), 20_000);
        this.#watcher.onItem = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#watcher.items.at(-1) as Address;
  }

  async #call(path: string, iface: string, member: string, signature = '', body: unknown[] = []) {
    const { name: destination } = await this.#item();
    const message = new dbus.Message({ destination, path, interface: iface, member, signature, body });
    return (await this.#bus.call(message))?.body ?? [];
  }

  async #property<T>(name: string): Promise<T> {
    const { path } = await this.#item();
    const [variant] = await this.#call(path, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [ITEM, name]);
    return (variant as dbus.Variant<T>).value;
  }

  /** Title and text together. */
  async tooltip(): Promise<string> {
    const [, , title, text] = await this.#property<[string, unknown, string, string]>('ToolTip');
    return [title, text].filter((part) => part !== '').join('\n');
  }

  /** A name for the picture that is shown, and its side in pixels. */
  async picture(): Promise<{ digest: string; side: number }> {
    const pixmaps = await this.#property<[number, number, Buffer][]>('IconPixmap');
    const [width, , bytes] = pixmaps[0] ?? [0, 0, Buffer.alloc(0)];
    return { digest: createHash('sha256').update(bytes).digest('hex').slice(0, 16), side: width };
  }

  /** Entries of the menu and its submenus, in order. */
  async menu(): Promise<MenuEntry[]> {
    const path = await this.#property<string>('Menu');
    const [, layout] = await this.#call(path, MENU, 'GetLayout', 'iias', [0, -1, []]);
    return flatten(layout as Layout).slice(1);
  }

  async labels(): Promise<string[]> {
    return (await this.menu()).filter(({ separator }) => !separator).map(({ label }) => label);
  }

  async click(label: string): Promise<void> {
    const entry = (await this.menu()).find((each) => each.label === label);
    if (!entry) throw new Error(`no entry "${label}" in ${JSON.stringify(await this.labels())}`);
    const path = await this.#property<string>('Menu');
    const body = [entry.id, 'clicked', new dbus.Variant('i', 0), 0];
    await this.#call(path, MENU, 'Event', 'isvu', body);
  }

  /** The app has ended: wait for the icon of its next start. */
  forget(): void {
    this.#watcher.items.length = 0;
  }

  stop(): void {
    this.#bus.disconnect();
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function flatten([id, properties, children]: Layout): MenuEntry[] {
  const value = (name: string): unknown => properties[name]?.value;
  const entry = {
    id,
    label: textOf(value('label')).replaceAll('_', ''),
    enabled: value('enabled') !== false,
    separator: value('type') === 'separator',
  };
  return [entry, ...children.flatMap((child) => flatten(child.value))];
}
