/** Every text of the window, in German. */
import { components } from './de/components.ts';
import { errors } from './de/errors.ts';
import { overview } from './de/overview.ts';
import { shell } from './de/shell.ts';
import type { Strings } from './en.ts';

export const de: Strings = { components, errors, overview, shell };
