/**
 * Settings of the `cloud:` block of config.yml, in the camelCase form the program works with. The file itself
 * (snake_case, comments, line numbers) is read and rewritten by main/config/config-file.ts.
 */

export const PROVIDERS = ['r2', 's3', 'b2', 's3-compatible', 'folder'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** The `cloud:` block. Keys absent from the file have the defaults of `CLOUD_DEFAULTS`. */
export interface CloudConfig {
  readonly enabled: boolean;
  readonly provider: Provider;
  /** Bucket name; for `folder` a directory. */
  readonly bucket: string;
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly accessKeyId?: string | undefined;
  /** Only when it stands in the config file; else it is in the keychain. */
  readonly secretAccessKey?: string | undefined;
  /** Upload a session within seconds of its being saved. */
  readonly syncOnSave: boolean;
  /** 0 turns the timer off. */
  readonly syncIntervalMinutes: number;
  /** 64 hex digits; only when it stands in the config file; else it is in the keychain. */
  readonly encryptionKey?: string | undefined;
  /** `auto` or a name. */
  readonly deviceId: string;
  /** Key prefix inside the bucket, without leading slash; empty or ending in `/`. */
  readonly prefix: string;
  /** `undefined`: on for an IP address, localhost or `s3-compatible`. */
  readonly pathStyle?: boolean | undefined;
  readonly transcripts: 'on-demand' | 'all';
  /** Project paths of other devices → paths here. */
  readonly pathMap: Readonly<Record<string, string>>;
  /** Bytes per second in each direction; 0: no limit. */
  readonly bandwidthLimit: number;
}

/** Defaults; interval and switches as upstream's (cc-sessions configuration reference). */
export const CLOUD_DEFAULTS = {
  enabled: false,
  syncOnSave: true,
  syncIntervalMinutes: 30,
  deviceId: 'auto',
  prefix: '',
  transcripts: 'on-demand',
  pathMap: {},
  bandwidthLimit: 0,
} as const;
