/** What must not be lost: the rows of all devices and the objects of the bucket, as one value to compare. */
import { expect } from 'vitest';
import type { SyncReport } from '../../../src/main/composed-app.ts';
import { describeError } from '../../../src/shared/messages.ts';
import type { AppError, ErrorCode } from '../../../src/shared/errors.ts';
import type { SessionMemory } from '../../../src/shared/session.ts';
import { contentsById, TestDevice, type Answer } from './device.ts';
import { digestOf, type Place } from './place.ts';

export interface World {
  readonly rows: unknown;
  readonly objects: Readonly<Record<string, string>>;
}

export async function look(place: Place, ...devices: readonly TestDevice[]): Promise<World> {
  return { rows: devices.map((device) => device.rows()), objects: await digestOf(place) };
}

/** Two devices of one vault, both in step with these sessions. */
export async function twoInStep(
  place: Place,
  memories: readonly SessionMemory[],
): Promise<{ laptop: TestDevice; desktop: TestDevice }> {
  const laptop = new TestDevice('laptop', place);
  const desktop = new TestDevice('desktop', place);
  laptop.save(...memories);
  expect((await laptop.goodSync()).uploaded).toBe(memories.length);
  expect((await desktop.goodSync()).downloaded).toBe(memories.length);
  return { laptop, desktop };
}

/** After two good rounds every device holds exactly these sessions, nothing fails and nothing is in conflict. */
export async function expectAllInStep(
  devices: readonly TestDevice[],
  memories: readonly SessionMemory[],
): Promise<void> {
  for (let round = 1; round <= 2; round += 1) for (const device of devices) await device.goodSync();
  const expected = contentsById(memories);
  for (const device of devices) {
    expect(device.memories(), `sessions on ${device.name}`).toEqual(expected);
    const report = await device.goodSync();
    expect([report.uploaded, report.downloaded, report.conflicts], `${device.name} is in step`).toEqual([
      0, 0, 0,
    ]);
  }
}

/** The failure has this code, and its sentence tells a person what to do. */
export function expectHelp(error: Pick<AppError, 'code' | 'data'>, code: ErrorCode, whatToDo: RegExp): void {
  expect(error.code).toBe(code);
  expect(describeError(error).sentence).toMatch(whatToDo);
}

/** The error of a command line that was asked for JSON: one document on stdout, and nothing else there. */
export function errorOf(answer: Answer): { code: string; message: string; data: Record<string, unknown> } {
  const { error } = JSON.parse(answer.out) as { error?: ReturnType<typeof errorOf> };
  if (!error) throw new Error(`no error: ${answer.out}`);
  return error;
}

/** Sessions that failed and why, in order of session. */
export function failuresOf({ failures }: Pick<SyncReport, 'failures'>): [session: string, code: string][] {
  return failures.map(({ session, code }): [string, string] => [session, code]).sort();
}
