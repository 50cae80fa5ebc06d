/** Config files, keys and device ids that cannot be used: said with their place, and nothing is touched. */
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { asOrdinaryUser } from '../../src/main/config/testing/ordinary-user.ts';
import { EXIT, type ErrorCode, type ExitCode } from '../../src/shared/errors.ts';
import { session, sessions, TestDevice } from './testing/device.ts';
import { folderPlace, type Place } from './testing/place.ts';
import { errorOf, expectAllInStep, look } from './testing/world.ts';

const memories = sessions('a', 3);

async function deviceInStep(): Promise<{ place: Place; device: TestDevice; good: string }> {
  const place = await folderPlace();
  const device = new TestDevice('laptop', place);
  device.save(...memories);
  await device.goodSync();
  device.save(session('mem_new'));
  return { place, device, good: readFileSync(device.configFile, 'utf8') };
}

interface Refusal {
  readonly code: ErrorCode;
  readonly exit: ExitCode;
  /** Of the sentence: the place in the file, and what to do. */
  readonly says: RegExp;
}

/** A sync is refused, with JSON and for people alike; nothing changes; mended, all goes on. */
async function expectRefused(
  spoil: (device: TestDevice, good: string) => void,
  { code, exit, says }: Refusal,
): Promise<void> {
  const { place, device, good } = await deviceInStep();
  const before = await look(place, device);
  spoil(device, good);
  const spoilt = bytesOf(device.configFile);
  const answer = await device.cli(['sync', '--json']);
  expect([answer.code, errorOf(answer).code]).toEqual([exit, code]);
  expect(errorOf(answer).message).toMatch(says);
  const told = await device.cli(['sync']);
  expect([told.code, told.out]).toEqual([exit, '']);
  expect(told.err.replaceAll(/\s+/g, ' ')).toMatch(says);
  expect(told.err).not.toContain(place.keyHex);
  expect(bytesOf(device.configFile), 'the file stays as it was').toEqual(spoilt);
  expect(await look(place, device)).toEqual(before);
  rmSync(device.configFile, { recursive: true, force: true });
  device.writeConfig(good);
  await expectAllInStep([device], [...memories, session('mem_new')]);
}

function bytesOf(file: string): string | null {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() ? readFileSync(file, 'utf8') : null;
}

/** The good config with one line replaced. */
function withLine(name: string, line: string): (device: TestDevice, good: string) => void {
  return (device, good) => device.writeConfig(good.replace(new RegExp(`  ${name}: .*`), line));
}

describe('a config file', () => {
  it('that is missing', () =>
    expectRefused((device) => rmSync(device.configFile), {
      code: 'CONFIG_MISSING',
      exit: EXIT.configuration,
      says: /untouched.*Set-up asks where to keep them/s,
    }));

  it('that is a folder', () =>
    expectRefused(
      (device) => {
        rmSync(device.configFile);
        mkdirSync(device.configFile);
      },
      { code: 'CONFIG_UNREADABLE', exit: EXIT.configuration, says: /folder, not a file: rename/ },
    ));

  it('that may not be read', async () => {
    const { place, device } = await deviceInStep();
    const before = await look(place, device);
    // A home that this user may write to, with a config file that belongs to somebody else.
    for (const name of [path.dirname(device.home), device.home]) chmodSync(name, 0o777);
    chmodSync(device.configFile, 0o000);
    const answer = await asOrdinaryUser(() => device.cli(['sync', '--json']));
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.configuration, 'CONFIG_UNREADABLE']);
    expect(errorOf(answer).message).toMatch(/config\.yml.*check whom it belongs to and its permissions/);
    chmodSync(device.configFile, 0o600);
    expect(await look(place, device)).toEqual(before);
    await expectAllInStep([device], [...memories, session('mem_new')]);
  });

  it('with a tab: the line and column are said', () =>
    expectRefused((device) => device.writeConfig('cloud:\n  enabled: true\n\tprovider: folder\n'), {
      code: 'CONFIG_MALFORMED',
      exit: EXIT.configuration,
      says: /line 3, column 1\).*blanks instead of tabs.*Nothing was changed/,
    }));

  it('with a quote that is never closed', () =>
    expectRefused(withLine('bucket', '  bucket: "never closed'), {
      code: 'CONFIG_MALFORMED',
      exit: EXIT.configuration,
      says: /line \d+, column \d+\).*never closed. Add the missing one/,
    }));

  it.each([
    ['enabled', '  enabled: perhaps', /line 2, column 12\).*“enabled”.*true or false/],
    ['provider', '  provider: dropbox', /line 3, column 13\).*“provider”.*r2, s3, b2/],
    ['bucket', '  bucket: [a, b]', /line 4, column 11\).*“bucket” is a list.*a text/],
    ['bucket', '  sync_interval_minutes: often', /line 4, column 26\).*whole number of minutes/],
  ])('with a value of the wrong type: %s', (name, line, says) =>
    expectRefused(withLine(name, line), { code: 'CONFIG_INVALID', exit: EXIT.configuration, says }),
  );

  it('that others can read is used, and that is said', async () => {
    const { place, device } = await deviceInStep();
    chmodSync(device.configFile, 0o644);
    const answer = await device.cli(['sync']);
    expect(answer.code).toBe(EXIT.ok);
    expect(answer.err).toMatch(/config\.yml.*644.*let other users.*Make the file private \(mode 600\)/s);
    expect(answer.err).not.toContain(place.keyHex);
    await expectAllInStep([device], [...memories, session('mem_new')]);
  });
});

describe('an encryption key', () => {
  it('of the wrong length', () =>
    expectRefused(withLine('encryption_key', '  encryption_key: "0123abc"'), {
      code: 'KEY_MALFORMED',
      exit: EXIT.key,
      says: /line 5.*exactly 64 characters.*This one has 7.*Copy it once more/,
    }));

  it('that is not hex', () =>
    expectRefused(withLine('encryption_key', `  encryption_key: "${'g'.repeat(64)}"`), {
      code: 'KEY_MALFORMED',
      exit: EXIT.key,
      says: /line 5.*digits and the letters a to f.*Copy it once more/,
    }));

  it('of the wrong length in the environment', async () => {
    const { place, device } = await deviceInStep();
    const before = await look(place, device);
    const answer = await device.cli(['sync', '--json'], { CC_SESSIONS_ENCRYPTION_KEY: 'abc' });
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.key, 'KEY_MALFORMED']);
    expect(errorOf(answer).message).toMatch(/CC_SESSIONS_ENCRYPTION_KEY.*This one has 3/);
    expect(await look(place, device)).toEqual(before);
  });
});

describe('a device id', () => {
  it('with a slash in the config', () =>
    expectRefused(withLine('device_id', '  device_id: "../../laptop"'), {
      code: 'DEVICE_ID_INVALID',
      exit: EXIT.configuration,
      says: /without blanks or slashes, or write “auto”/,
    }));

  it('with a slash in its file: the file is left as it is', async () => {
    const { place, device, good } = await deviceInStep();
    const before = await look(place, device);
    const file = path.join(device.home, 'device-id');
    writeFileSync(file, 'lap/top\n');
    device.writeConfig(good.replace('device_id: "laptop"', 'device_id: auto'));
    const answer = await device.cli(['sync', '--json']);
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.configuration, 'DEVICE_ID_INVALID']);
    expect(errorOf(answer).message).toMatch(/device-id .*left as it is. Put the old id back/);
    expect(readFileSync(file, 'utf8')).toBe('lap/top\n');
    expect(await look(place, device)).toEqual(before);
    writeFileSync(file, 'laptop\n');
    await expectAllInStep([device], [...memories, session('mem_new')]);
  });
});
