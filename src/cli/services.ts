import type { Services } from './context.ts';

/** The composed app, loaded by the commands that need it; help and completion do without. */
export const services: Services = {
  open: async (options) => (await import('../main/compose.ts')).openApp(options),
  setup: async (request, options) => (await import('../main/compose.ts')).setup(request, options),
  decrypt: async (request) => (await import('../main/compose.ts')).decryptObject(request),
  settings: async (env) => (await import('../main/compose.ts')).loadSettings(env),
};
