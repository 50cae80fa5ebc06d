/** The real keychain of the user who runs the tests: all computers of a test share it. */
import keytar from 'keytar';

const SERVICE = 'cc-sessions';

/** Values by what they are filed as: `encryption-key`, `secret-access-key`, `setup-draft`. */
export async function inKeychain(): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const { account, password } of await keytar.findCredentials(SERVICE)) {
    const kind = account.split(':')[0] ?? '';
    found.set(kind, [...(found.get(kind) ?? []), password]);
  }
  return found;
}

/** What earlier tests left is no business of the next. */
export async function emptyKeychain(): Promise<void> {
  for (const { account } of await keytar.findCredentials(SERVICE))
    await keytar.deletePassword(SERVICE, account);
}
