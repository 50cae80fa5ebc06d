import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { intoCache, unpackFromRegistry } from './cache.mjs';
import { say, SetupError } from './say.mjs';

/** The vendor's own packages, one per platform; docs/decisions.md, "Claude Code for tests". */
const VERSION = '2.1.330';
const INTEGRITY = {
  'linux-x64':
    'sha512-9Gn+V7DtJ8M1nztP9CeDVl9g3RtrepI7rOFTyPRRnZe8D6zebIHKmC7OvBauucuAP0X0k85SDN/LPVZyjsGezQ==',
  'linux-arm64':
    'sha512-V4yanAY5EA5UpwwRPtjSfqDbNqAlUJeVn3NYZw2AgmRHjdpSsLtHAzbxRXfkAnbjwTXzE0uedjQxUY02ARPcsA==',
  'darwin-arm64':
    'sha512-rgzAjrRJJsIdZXGF9CCFFbURxKuJNobRr+krV3dNmqNJWIws74rLD0CABe4+nXlx/9WwRECTrveprWB96mubqw==',
  'darwin-x64':
    'sha512-XenTNj2zXaFrnLmf47n25vChfFhlfeyaAR/vW5SFsEnLGwd2U1vDUY97+5etHBZu3xWBnlK8HhBVxzRi9YTUDw==',
  'win32-x64':
    'sha512-P3aamhGb7lZUsgj6kQzdZAKh3fNFoXvawxZFuUz+pC5HVLwEtX5eWgO6kpxzT9+qfHaPhoepZ9KU8K1sz3b2yw==',
};

const PROGRAM = process.platform === 'win32' ? 'claude.exe' : 'claude';

/** @returns {Promise<string>} path of a Claude Code program: `$CC_TEST_CLAUDE`, or the pinned one. */
export async function ensureClaudeCode() {
  const named = process.env.CC_TEST_CLAUDE;
  if (named && existsSync(named)) return named;
  const platform = `${process.platform}-${process.arch}`;
  const integrity = INTEGRITY[platform];
  if (!integrity) {
    throw new SetupError(
      `the tests need Claude Code: there is none pinned for ${platform}, set CC_TEST_CLAUDE`,
    );
  }
  const spec = `@anthropic-ai/claude-code-${platform}@${VERSION}`;
  const directory = await intoCache(`claude-code-${platform}-${VERSION}`, async (scratch) => {
    say(
      `fetching Claude Code for the tests (${spec}, 175 MB, checked; it is run there and never part of the product)`,
    );
    const unpacked = await unpackFromRegistry(spec, scratch, integrity);
    await chmod(path.join(unpacked, PROGRAM), 0o755);
    return unpacked;
  });
  return path.join(directory, PROGRAM);
}
