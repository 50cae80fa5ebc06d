/** What is worth saying of a device. Pure. */
import type { CommandResponse } from '../../../shared/contract.ts';

export type Device = CommandResponse<'devices.list'>['devices'][number];
export type System = 'linux' | 'darwin' | 'win32';

/** From five minutes on a clock is worth a warning (contract/devices.ts). */
const SKEW_SECONDS = 300;

/** Seconds by which its clock is wrong, when that is worth a warning; positive: it is ahead. */
export function clockSkew({ clockSkewSeconds }: Pick<Device, 'clockSkewSeconds'>): number | null {
  if (clockSkewSeconds === null || Math.abs(clockSkewSeconds) < SKEW_SECONDS) return null;
  return clockSkewSeconds;
}

/** Of `linux-x64`: the system, where it is a known one, and the rest. */
export function platformOf(platform: string): { readonly system: System | null; readonly processor: string } {
  const [system = '', ...rest] = platform.split('-');
  const known = system === 'linux' || system === 'darwin' || system === 'win32';
  return { system: known ? system : null, processor: rest.join('-') };
}

/** Devices in use in the order in which they came, and those that are not used any more. */
export function byUse(devices: readonly Device[]): { used: readonly Device[]; retired: readonly Device[] } {
  return {
    used: devices.filter(({ retiredAt }) => retiredAt === null),
    retired: devices.filter(({ retiredAt }) => retiredAt !== null),
  };
}

/** Whether what was typed is the name; spaces round it are nobody's intention. */
export function isTyped(typed: string, name: string): boolean {
  return typed.trim() === name.trim() && name.trim() !== '';
}
