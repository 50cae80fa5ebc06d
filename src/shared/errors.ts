/**
 * Typed errors. Every failure a person can meet carries a stable `code`; what is said for it, and what to
 * press, stands in `messages.ts`. Exit codes are those of the command line (docs: README, "Exit codes").
 */

/** Exit codes of the command line. */
export const EXIT = {
  ok: 0,
  someFailed: 1,
  usage: 2,
  configuration: 3,
  connection: 4,
  key: 5,
  brake: 6,
  locked: 7,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

interface ErrorTrait {
  /** Whether the same request may succeed when simply made again later. */
  readonly retryable: boolean;
  readonly exit: ExitCode;
}

const fatal = (exit: ExitCode): ErrorTrait => ({ retryable: false, exit });
const passing = (exit: ExitCode): ErrorTrait => ({ retryable: true, exit });

/** Every error code with its traits. Codes are stable: scripts may match on them. */
export const ERROR_TRAITS = {
  // configuration
  CONFIG_MISSING: fatal(EXIT.configuration),
  CONFIG_UNREADABLE: fatal(EXIT.configuration),
  CONFIG_MALFORMED: fatal(EXIT.configuration),
  CONFIG_INVALID: fatal(EXIT.configuration),
  CONFIG_UNWRITABLE: fatal(EXIT.configuration),
  CLOUD_DISABLED: fatal(EXIT.configuration),
  DEVICE_ID_INVALID: fatal(EXIT.configuration),
  DEVICE_ID_CLASH: fatal(EXIT.configuration),
  DEVICE_NEEDED: fatal(EXIT.someFailed),
  HOME_UNWRITABLE: fatal(EXIT.configuration),
  // keys and vaults
  KEY_MISSING: fatal(EXIT.key),
  KEY_MALFORMED: fatal(EXIT.key),
  KEY_WRONG: fatal(EXIT.key),
  PASSPHRASE_WRONG: fatal(EXIT.key),
  PASSPHRASE_UNUSED: fatal(EXIT.key),
  PASSPHRASE_WEAK: fatal(EXIT.key),
  VAULT_DAMAGED: fatal(EXIT.key),
  VAULT_UNSUPPORTED: fatal(EXIT.key),
  VAULT_CHANGED: fatal(EXIT.key),
  VAULT_MISSING: fatal(EXIT.key),
  KEYCHAIN_UNAVAILABLE: passing(EXIT.key),
  // buckets
  BUCKET_MISSING: fatal(EXIT.connection),
  ACCESS_DENIED: fatal(EXIT.connection),
  CREDENTIALS_MISSING: fatal(EXIT.connection),
  CREDENTIALS_INVALID: fatal(EXIT.connection),
  CREDENTIALS_SWAPPED: fatal(EXIT.connection),
  KEY_READ_ONLY: fatal(EXIT.connection),
  REGION_WRONG: fatal(EXIT.connection),
  ENDPOINT_WRONG: fatal(EXIT.connection),
  NOT_S3: fatal(EXIT.connection),
  DNS_FAILED: passing(EXIT.connection),
  CONNECTION_REFUSED: passing(EXIT.connection),
  CONNECTION_LOST: passing(EXIT.connection),
  TIMEOUT: passing(EXIT.connection),
  TLS_FAILED: fatal(EXIT.connection),
  PROXY_FAILED: passing(EXIT.connection),
  CLOCK_SKEW: fatal(EXIT.connection),
  QUOTA_EXCEEDED: fatal(EXIT.connection),
  RATE_LIMITED: passing(EXIT.connection),
  SERVER_ERROR: passing(EXIT.connection),
  REQUEST_REFUSED: fatal(EXIT.connection),
  OBJECT_NOT_FOUND: fatal(EXIT.someFailed),
  OBJECT_EXISTS: fatal(EXIT.someFailed),
  // objects
  OBJECT_KEY_UNSAFE: fatal(EXIT.someFailed),
  OBJECT_TRUNCATED: fatal(EXIT.someFailed),
  OBJECT_UNDECRYPTABLE: fatal(EXIT.someFailed),
  OBJECT_MISPLACED: fatal(EXIT.someFailed),
  OBJECT_TOO_LARGE: fatal(EXIT.someFailed),
  OBJECT_UNSUPPORTED: fatal(EXIT.someFailed),
  OBJECT_MALFORMED: fatal(EXIT.someFailed),
  MEMORY_INVALID: fatal(EXIT.someFailed),
  // engine
  BRAKE_MASS_CHANGE: fatal(EXIT.brake),
  BRAKE_EMPTY_BUCKET: fatal(EXIT.brake),
  LOCK_HELD: passing(EXIT.locked),
  LOCK_LOST: passing(EXIT.locked),
  CANCELLED: passing(EXIT.interrupted),
  LOCAL_CHANGED: passing(EXIT.someFailed),
  CONFLICT_STALE: passing(EXIT.someFailed),
  CONFLICT_UNKNOWN: fatal(EXIT.usage),
  SESSION_UNKNOWN: fatal(EXIT.usage),
  SESSION_NOT_UPLOADED: fatal(EXIT.usage),
  // this machine
  STORE_CORRUPT: passing(EXIT.someFailed),
  STORE_UNREADABLE: fatal(EXIT.configuration),
  STORE_BUSY: passing(EXIT.someFailed),
  DISK_FULL: passing(EXIT.someFailed),
  TRANSCRIPT_UNREADABLE: passing(EXIT.someFailed),
  // putting sessions back
  SESSION_LIVE: passing(EXIT.someFailed),
  PROJECT_NOT_HERE: fatal(EXIT.usage),
  TRANSCRIPT_MISSING: fatal(EXIT.usage),
  TRANSCRIPT_DAMAGED: fatal(EXIT.someFailed),
  TRANSCRIPT_PART_MISSING: passing(EXIT.someFailed),
  TRANSCRIPT_TOO_LARGE: fatal(EXIT.someFailed),
  TRANSCRIPT_UNSUPPORTED: fatal(EXIT.someFailed),
  RESTORE_UNSAFE: fatal(EXIT.someFailed),
  AGENT_FILES_UNWRITABLE: fatal(EXIT.someFailed),
  AGENT_SETTINGS_MALFORMED: fatal(EXIT.configuration),
  USAGE: fatal(EXIT.usage),
  // the desktop app
  PAIRING_MALFORMED: fatal(EXIT.usage),
  PAIRING_CODE_WRONG: fatal(EXIT.key),
  PAIRING_EXPIRED: fatal(EXIT.key),
  UNDO_TOO_LATE: fatal(EXIT.usage),
  FILE_UNREADABLE: fatal(EXIT.usage),
  PATH_UNOPENED: fatal(EXIT.someFailed),
  NOT_AVAILABLE_YET: fatal(EXIT.usage),
  IPC_REFUSED: fatal(EXIT.usage),
  INTERNAL: fatal(EXIT.someFailed),
} as const satisfies Record<string, ErrorTrait>;

export type ErrorCode = keyof typeof ERROR_TRAITS;

/** Facts that go with an error. Never holds a secret, and never plaintext of a session. */
export type ErrorData = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The one error class of the product. `message` is for logs; people read `describeError` in messages.ts. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly data: ErrorData;

  constructor(code: ErrorCode, data: ErrorData = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(data)}`, options);
    this.name = 'AppError';
    this.code = code;
    this.data = data;
  }

  get retryable(): boolean {
    return ERROR_TRAITS[this.code].retryable;
  }

  get exitCode(): ExitCode {
    return ERROR_TRAITS[this.code].exit;
  }
}

/** The same failure as an AppError; anything unknown becomes `INTERNAL` with its cause kept. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const path = (error as NodeJS.ErrnoException | null)?.path;
  const options = { cause: error };
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('DISK_FULL', { path }, options);
  if (code === 'EROFS') return new AppError('HOME_UNWRITABLE', { path }, options);
  if ((error as Error | null)?.name === 'AbortError') return new AppError('CANCELLED', {}, options);
  return new AppError(
    'INTERNAL',
    { reason: error instanceof Error ? error.message : String(error) },
    options,
  );
}
