import type { ReactNode } from 'react';

/** Own drawings on a grid of 20 × 20, in lines of 1.6. */
const PATHS = {
  overview: 'M10 2.5 16.5 5v4.5c0 4-2.7 6.7-6.5 8-3.8-1.3-6.5-4-6.5-8V5L10 2.5ZM7 10l2.2 2.2L13.2 8',
  sessions: 'M3 4.5h14M3 10h14M3 15.5h9',
  devices: 'M3.5 4h13v9h-13ZM1.5 16h17',
  conflicts: 'M6 3v4c0 2 4 3 4 5v5M14 3v4c0 2-4 3-4 5M3.8 5.2 6 3l2.2 2.2M11.8 5.2 14 3l2.2 2.2',
  cost: 'M10 2.5v15M13.5 5.8c-.8-.9-2-1.3-3.5-1.3-2 0-3.5 1-3.5 2.6 0 3.7 7.2 1.8 7.2 5.6 0 1.8-1.6 2.8-3.7 2.8-1.7 0-3-.6-3.8-1.6',
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4',
  diagnostics: 'M2 10h3.5l2-5 4 10 2.3-5H18',
  pairing: 'M3 3h5v5H3ZM12 3h5v5h-5ZM3 12h5v5H3ZM12 12h2v2M17 12v5h-5M14.5 16.9v.1',
  check: 'm4 10.5 4 4 8-9',
  cross: 'm5 5 10 10M15 5 5 15',
  warn: 'M10 3 18 16.5H2ZM10 8v4M10 14.2v.3',
  info: 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15ZM10 9v5M10 6v.3',
  fail: 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15ZM7.3 7.3l5.4 5.4M12.7 7.3l-5.4 5.4',
  done: 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15ZM6.6 10.2l2.4 2.4 4.4-5',
  skip: 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15ZM6.8 10h6.4',
  copy: 'M7.5 7.5h9v9h-9ZM12.5 7.5v-4h-9v9h4',
  eye: 'M1.8 10S4.8 4.5 10 4.5 18.2 10 18.2 10 15.2 15.5 10 15.5 1.8 10 1.8 10ZM10 7.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z',
  'eye-off':
    'M4.2 6.4C2.6 7.9 1.8 10 1.8 10S4.8 15.5 10 15.5c1.3 0 2.5-.3 3.5-.8M8 4.7c.6-.1 1.3-.2 2-.2 5.2 0 8.2 5.5 8.2 5.5s-.6 1.3-1.9 2.7M3 3l14 14',
  next: 'm7.5 4.5 5.5 5.5-5.5 5.5',
  back: 'M12.5 4.5 7 10l5.5 5.5',
  down: 'm4.5 7.5 5.5 5.5 5.5-5.5',
  sync: 'M16.5 8A6.8 6.8 0 0 0 4 6.5M3.7 3v3.7h3.7M3.5 12A6.8 6.8 0 0 0 16 13.5M16.3 17v-3.7h-3.7',
  pause: 'M7 4.5v11M13 4.5v11',
  play: 'm6 4 10 6-10 6Z',
  stop: 'M5.5 5.5h9v9h-9Z',
  plus: 'M10 4v12M4 10h12',
  key: 'M7 9.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM9.6 10.6 17 3.5M13.5 6.8 16 9.3',
  lock: 'M4.5 9h11v8h-11ZM7 9V6.5a3 3 0 0 1 6 0V9',
  folder: 'M2.5 5h5l2 2.5h8V16h-15Z',
  cloud: 'M6 15.5a3.7 3.7 0 0 1-.5-7.3 4.8 4.8 0 0 1 9.2-.4A3.9 3.9 0 0 1 14.5 15.5Z',
  server: 'M3 3.5h14v5.5H3ZM3 11h14v5.5H3ZM6 6.2v.1M6 13.7v.1',
  print: 'M5.5 7.5v-5h9v5M5.5 14.5h-3v-7h15v7h-3M5.5 12h9v5.5h-9Z',
  save: 'M10 2.5v10M5.8 8.5l4.2 4.2 4.2-4.2M3 17h14',
  upload: 'M10 13V3M5.8 7.2 10 3l4.2 4.2M3 17h14',
  external: 'M8 4H4v12h12v-4M11.5 3.5h5v5M16 4l-7 7',
  search: 'M8.7 3a5.7 5.7 0 1 1 0 11.4 5.7 5.7 0 0 1 0-11.4ZM13 13l4.5 4.5',
  trash: 'M3.5 5.5h13M8 5.5v-2h4v2M5 5.5 6 17h8l1-11.5M8.5 8.5v5.5M11.5 8.5v5.5',
  undo: 'M7 3.5 3.5 7 7 10.5M3.5 7h8.3a4.7 4.7 0 0 1 0 9.5H7',
  clock: 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15ZM10 6v4.2l2.8 1.8',
  offline: 'M2.5 3 17 17.5M6 15.5a3.7 3.7 0 0 1-.5-7.3M9 5.2a4.8 4.8 0 0 1 5.7 2.6 3.9 3.9 0 0 1 2.6 5.8',
  more: 'M5 10v.1M10 10v.1M15 10v.1',
  edit: 'M3.5 16.5 4.3 13 13.5 3.8l2.7 2.7L7 15.7Z',
  keyboard: 'M2 5h16v10H2ZM5 8v.1M8 8v.1M11 8v.1M14.5 8v.1M5.5 12h9',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration only: what it says is said in words beside it, or by the control it is in. */
export function Icon({ name, size = 20 }: { name: IconName; size?: 16 | 20 | 32 }): ReactNode {
  return (
    <svg className={`icon icon--${size}`} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
