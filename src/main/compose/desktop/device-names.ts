/** What devices are called, as last heard: lists show names without asking the bucket. */
import type { SyncState } from '../../engine/ports.ts';

const FACT_NAME = 'devices.names';

export class DeviceNames {
  readonly #state: SyncState;
  #names: Readonly<Record<string, string>> | null = null;

  constructor(state: SyncState) {
    this.#state = state;
  }

  /** The id where no name is known. */
  of(device: string): string {
    const names = this.#all();
    return (Object.hasOwn(names, device) ? names[device] : undefined) ?? device;
  }

  knows(device: string): boolean {
    return Object.hasOwn(this.#all(), device);
  }

  learn(heard: readonly { readonly id: string; readonly name: string }[]): void {
    this.#names = Object.fromEntries(heard.map(({ id, name }) => [id, name]));
    this.#state.commit({ facts: { [FACT_NAME]: JSON.stringify(this.#names) } });
  }

  #all(): Readonly<Record<string, string>> {
    this.#names ??= this.#read();
    return this.#names;
  }

  #read(): Readonly<Record<string, string>> {
    try {
      const value: unknown = JSON.parse(this.#state.fact(FACT_NAME) ?? '{}');
      const entries = Object.entries(value as object).filter(([, name]) => typeof name === 'string');
      return Object.fromEntries(entries);
    } catch {
      return {};
    }
  }
}
