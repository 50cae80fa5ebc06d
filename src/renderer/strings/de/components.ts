import type { components as en } from '../en/components.ts';

export const components: typeof en = {
  loading: 'Einen Moment …',
  close: 'Schließen',
  dismiss: (what) => `Ausblenden: ${what}`,
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyOf: (what) => `Kopieren: ${what}`,
  showSecret: (what) => `Anzeigen: ${what}`,
  hideSecret: (what) => `Verbergen: ${what}`,
  cancel: 'Abbrechen',
  back: 'Zurück',
  next: 'Weiter',
  save: 'Speichern',
  optional: '(freiwillig)',
  opensBrowser: '(öffnet den Browser)',
};
