/** Cost, diagnostics, and what belongs to the app itself. */
import { z } from 'zod';
import {
  amount,
  chosenFile,
  count,
  done,
  isoDate,
  list,
  moment,
  nothing,
  type CommandShape,
} from './schema.ts';
import { diagnosis } from './setup.ts';

const usage = z.object({
  storageBytes: amount,
  objects: count,
  puts: amount,
  gets: amount,
  lists: amount,
  bytesUp: amount,
  bytesDown: amount,
});

const price = z.object({
  provider: z.string(),
  /** The one this device syncs with. */
  current: z.boolean(),
  perMonth: amount,
  storage: amount,
  requests: amount,
  egress: amount,
  source: z.string(),
});

export const costCommands = {
  'cost.get': {
    request: nothing,
    response: z.object({
      /** What this device measured in the last 30 days, or since it began. */
      measured: usage.extend({ from: isoDate, to: isoDate, days: count }),
      /**
       * All devices, a month: storage as listed, requests by this device's times the number of devices. `estimated`:
       * by the settings and what is stored, as fewer than 7 days were measured.
       */
      forecast: usage.extend({ estimated: z.boolean() }),
      providers: list(price),
      pricesAsOf: isoDate,
      /** The document's table beside what the price table says to the same amounts. */
      table: list(
        z.object({
          sessions: count,
          bytes: amount,
          /** As the document has it: r2, s3, b2. */
          document: z.object({ r2: z.string(), s3: z.string(), b2: z.string() }),
          computed: z.object({ r2: amount, s3: amount, b2: amount }),
        }),
      ),
    }),
  },
} as const satisfies Record<string, CommandShape>;

const logLine = z.object({ at: moment, level: z.enum(['debug', 'info', 'warn', 'error']), text: z.string() });

export const diagnosticsCommands = {
  /** Connection doctor with the saved settings; steps come as `test-step` events with this `run`. */
  'diagnostics.run': { request: z.strictObject({ run: z.string().min(1).max(64) }), response: diagnosis },
  'diagnostics.cancel': { request: z.strictObject({ run: z.string().max(64) }), response: done },
  /** Newest last; redacted. */
  'diagnostics.log': {
    request: z.strictObject({ limit: z.int().min(1).max(2_000) }),
    response: z.object({ lines: list(logLine), file: z.string() }),
  },
  'diagnostics.copyLog': { request: nothing, response: done },
  'diagnostics.saveLog': { request: nothing, response: chosenFile },
  /** What a support bundle would hold, file by file, redacted: to be looked at before it is saved. */
  'diagnostics.previewBundle': {
    request: nothing,
    response: z.object({ files: list(z.object({ name: z.string(), text: z.string() })) }),
  },
  'diagnostics.supportBundle': { request: nothing, response: chosenFile },
} as const satisfies Record<string, CommandShape>;

/** Hosts that `open.external` opens; https only. */
export const EXTERNAL_HOSTS = [
  'dash.cloudflare.com',
  'developers.cloudflare.com',
  'console.aws.amazon.com',
  's3.console.aws.amazon.com',
  'us-east-1.console.aws.amazon.com',
  'docs.aws.amazon.com',
  'aws.amazon.com',
  'secure.backblaze.com',
  'www.backblaze.com',
  'help.backblaze.com',
  'min.io',
  'github.com',
  'extensions.gnome.org',
] as const;

export const appCommands = {
  'app.info': {
    request: nothing,
    response: z.object({
      version: z.string(),
      electron: z.string(),
      chrome: z.string(),
      node: z.string(),
      platform: z.string(),
      home: z.string(),
      configFile: z.string(),
      licence: z.string(),
      /** BCP 47, of the system. */
      locale: z.string(),
      /** The language in force: setting, else the system's where there is a catalogue, else `en`. */
      language: z.enum(['en', 'de']),
      packaged: z.boolean(),
    }),
  },
  'app.quit': { request: nothing, response: done },
  /** Closes the window as its button does; the app goes on in the tray. */
  'app.hide': { request: nothing, response: done },
  /** Public things only (ids, commands, policies): secrets have commands of their own. */
  'clipboard.copy': { request: z.strictObject({ text: z.string().max(1_000_000) }), response: done },
  /** @throws IPC_REFUSED for a host that is not in EXTERNAL_HOSTS */
  'open.external': { request: z.strictObject({ url: z.string().max(2_000) }), response: done },
  /** Opens the engine anew: what it failed of may have gone. Answers when it is open. @throws why it is not */
  'engine.retry': { request: nothing, response: done },
  'open.home': { request: nothing, response: done },
} as const satisfies Record<string, CommandShape>;
