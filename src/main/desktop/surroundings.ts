/** What goes on around the app: network, power, sleep. Told to whoever syncs. */
import { net, powerMonitor } from 'electron';
import type { Conditions } from '../compose/desktop/pausing.ts';
import { canAskNetworkManager, isMetered } from './session-bus.ts';

export interface SurroundingsOptions {
  readonly onConditions: (change: Partial<Conditions>) => void;
  /** The computer woke up; the network needs a moment. */
  readonly onWake: () => void;
  /** Whether it matters now if the network has a data limit. */
  readonly wantsMetered: () => boolean;
}

/** Milliseconds between two looks; Electron has no event for it in the main process. */
const ONLINE_INTERVAL = 15_000;
/** Another network comes with a break, and is asked about then. */
const METERED_INTERVAL = 15 * 60_000;
const WAKE_DELAY = 4_000;

export function canTellMetered(): boolean {
  return process.platform === 'linux' && canAskNetworkManager();
}

/** After the app is ready. */
export function watchSurroundings(options: SurroundingsOptions): void {
  const { onConditions, onWake, wantsMetered } = options;
  const lookMetered = async (): Promise<void> => {
    if (canTellMetered() && wantsMetered()) onConditions({ metered: (await isMetered()) ?? false });
  };
  let online: boolean | null = null;
  const lookOnline = (): void => {
    const now = net.isOnline();
    if (now === online) return;
    online = now;
    onConditions({ online: now });
    if (now) void lookMetered();
  };
  lookOnline();
  setInterval(lookOnline, ONLINE_INTERVAL).unref();
  onConditions({ onBattery: powerMonitor.isOnBatteryPower() });
  powerMonitor.on('on-battery', () => onConditions({ onBattery: true }));
  powerMonitor.on('on-ac', () => onConditions({ onBattery: false }));
  powerMonitor.on('resume', () => setTimeout(onWake, WAKE_DELAY));
  powerMonitor.on('resume', () => void lookMetered());
  setInterval(() => void lookMetered(), METERED_INTERVAL).unref();
}
