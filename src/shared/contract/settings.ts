/** Settings: those of config.yml, which the command line shares, and those of the desktop app alone. */
import { z } from 'zod';
import { PROVIDERS } from '../settings.ts';
import { chosenFile, done, line, list, nothing, problem, type CommandShape } from './schema.ts';

export const THEMES = ['auto', 'light', 'dark'] as const;
export const LANGUAGES = ['auto', 'en', 'de'] as const;

const cloudValues = {
  enabled: z.boolean(),
  syncOnSave: z.boolean(),
  /** 0: not by the clock. */
  syncIntervalMinutes: z.number().min(0).max(10_080),
  transcripts: z.enum(['on-demand', 'all']),
  /** Project paths of other devices → paths here. */
  pathMap: z.record(z.string().max(4_096), z.string().max(4_096)),
  /** Bytes per second in each direction; 0: no limit. */
  bandwidthLimit: z.number().min(0),
} as const;

export const desktopSettings = z.object({
  theme: z.enum(THEMES),
  language: z.enum(LANGUAGES),
  startAtLogin: z.boolean(),
  /** Passes wait for another network, or for the plug. Sync now works all the same. */
  onMetered: z.enum(['sync', 'wait']),
  onBattery: z.enum(['sync', 'wait']),
  notifications: z.object({ conflict: z.boolean(), trouble: z.boolean(), firstBackup: z.boolean() }),
  /** Which agents' sessions are read. */
  capture: z.object({ 'claude-code': z.boolean(), codex: z.boolean() }),
  /** Each request in the log (`CC_MEMORY_DEBUG`), redacted. */
  debug: z.boolean(),
});

const projectRule = z.object({
  /** As it stands in `projects.overrides`. */
  path: z.string(),
  /** `cloud_sync`; `null`: not set. */
  cloudSync: z.boolean().nullable(),
  /** Other keys of the rule, which belong to the plugin; shown, not edited. */
  others: list(z.string()),
  sessions: z.int(),
});

const settings = z.object({
  /** `null`: not set up. */
  cloud: z
    .object({
      ...cloudValues,
      provider: z.enum(PROVIDERS),
      bucket: z.string(),
      endpoint: z.string(),
      region: z.string(),
      accessKeyId: z.string(),
      prefix: z.string(),
      deviceId: z.string(),
    })
    .nullable(),
  desktop: desktopSettings,
  projects: list(projectRule),
  configFile: z.string(),
  /** Why the file as it stands cannot be used; the settings shown are then the last good ones. */
  configProblem: problem.nullable(),
  warnings: list(problem.extend({ code: z.string() })),
  /** Secrets that stand in the file. */
  secretsInFile: list(z.string()),
  keychain: z.object({ available: z.boolean(), problem: problem.nullable() }),
  /** What this system can do. */
  supports: z.object({ startAtLogin: z.boolean(), metered: z.boolean(), battery: z.boolean() }),
});

export const settingsCommands = {
  'settings.get': { request: nothing, response: settings },
  /** Changes what is named; comments and unknown keys of the file stay. @throws CONFIG_* */
  'settings.set': {
    request: z.strictObject({
      cloud: z.strictObject(cloudValues).partial().optional(),
      desktop: z
        .strictObject({
          ...desktopSettings.shape,
          notifications: desktopSettings.shape.notifications.partial(),
          capture: desktopSettings.shape.capture.partial(),
        })
        .partial()
        .optional(),
      /** `cloud_sync` of `projects.overrides`; `null` takes the rule away. */
      project: z
        .strictObject({ path: z.string().min(1).max(4_096), cloudSync: z.boolean().nullable() })
        .optional(),
      deviceName: line.min(1).max(100).optional(),
    }),
    response: settings,
  },
  'settings.openConfigFile': { request: nothing, response: done },
  /** Makes a config file with secrets private (0600). */
  'settings.tightenMode': { request: nothing, response: done },
  'settings.chooseDirectory': { request: nothing, response: chosenFile },
} as const satisfies Record<string, CommandShape>;
