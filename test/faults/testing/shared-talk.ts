/** Devices that share a conversation, and what the tests about it ask of them. */
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { ConflictRecord, ResumeResult } from '../../../src/main/composed-app.ts';
import { SyncStateDb } from '../../../src/main/store/sync-state.ts';
import { tempDirectory } from './cleanup.ts';
import { Conversation } from './conversation.ts';
import { TestDevice } from './device.ts';
import { digestOf, type Place } from './place.ts';

export function project(): string {
  const directory = path.join(tempDirectory(), 'shop');
  mkdirSync(directory);
  return directory;
}

export function onlyId(device: TestDevice): string {
  const [id = '', ...others] = Object.keys(device.memories());
  expect(others).toEqual([]);
  return id;
}

export async function resume(device: TestDevice, id: string, ...more: string[]): Promise<ResumeResult> {
  const answer = await device.cli(['resume', id, '--json', ...more]);
  expect(answer.code, answer.out + answer.err).toBe(0);
  return JSON.parse(answer.out) as ResumeResult;
}

export const conflictsOf = (device: TestDevice): Promise<readonly ConflictRecord[]> =>
  device.use((app) => app.conflicts());

export async function rounds(count: number, ...devices: TestDevice[]): Promise<void> {
  for (let round = 0; round < count; round += 1) for (const device of devices) await device.goodSync();
}

/** A last round in which nobody has anything to do. */
export async function expectSettled(...devices: TestDevice[]): Promise<void> {
  for (const device of devices) {
    const report = await device.goodSync();
    expect(report, device.name).toMatchObject({ uploaded: 0, downloaded: 0, removed: 0, conflicts: 0 });
  }
}

export async function begun(place: Place) {
  const devices = ['laptop', 'desktop', 'tablet'].map((name) => new TestDevice(name, place));
  const [laptop, desktop, tablet] = devices as [TestDevice, TestDevice, TestDevice];
  const talk = new Conversation(project());
  for (const text of ['Count the stock', 'Order what is missing']) talk.say(laptop, text);
  talk.rest(laptop);
  await laptop.goodSync();
  return { laptop, desktop, tablet, talk, id: onlyId(laptop) };
}

/** Both went on; the laptop is told of a conflict. */
export async function parted(place: Place) {
  const world = await begun(place);
  const { laptop, desktop, talk, id } = world;
  await desktop.goodSync();
  await resume(desktop, id);
  talk.say(desktop, 'On the desktop I sell it');
  talk.rest(desktop);
  talk.say(laptop, 'On the laptop I keep it');
  talk.rest(laptop);
  const bytes = { mine: talk.bytes(laptop), theirs: talk.bytes(desktop) };
  await desktop.goodSync();
  expect(await laptop.goodSync()).toMatchObject({ conflicts: 1 });
  return { ...world, ...bytes };
}

export async function keepBoth(device: TestDevice, id: string): Promise<string> {
  const answer = await device.cli(['resolve', id, '--keep', 'both', '--json']);
  expect(answer.code, answer.out).toBe(0);
  return (JSON.parse(answer.out) as { fork: string }).fork;
}

/** Gives back the id under which the version that was not kept is in the trash. */
export async function keepOne(device: TestDevice, id: string, keep: 'local' | 'remote'): Promise<string> {
  const answer = await device.cli(['resolve', id, '--keep', keep, '--json']);
  expect(answer.code, answer.out).toBe(0);
  const [trashed = '', ...others] = (JSON.parse(answer.out) as { trashed: string[] }).trashed;
  expect(others).toEqual([]);
  return trashed;
}

export const bucketOf = (place: Place): string => String(place.settings['bucket']);

export function filesBelow(directory: string): string[] {
  const found = readdirSync(directory, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

export function stateOf<T>(device: TestDevice, work: (state: SyncStateDb) => T): T {
  const { state } = SyncStateDb.open(device.syncDb);
  try {
    return work(state);
  } finally {
    state.close();
  }
}

export async function partKeys(place: Place): Promise<string[]> {
  return Object.keys(await digestOf(place)).filter((key) => key.startsWith('transcripts/'));
}
