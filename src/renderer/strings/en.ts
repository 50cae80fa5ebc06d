/**
 * Every text of the window, in English, by screen. The type of this catalogue is the form of every other: a language
 * that lacks a text does not compile. Numbers and times go in as numbers and are written by text/format.ts.
 */
import { components } from './en/components.ts';
import { errors } from './en/errors.ts';
import { overview } from './en/overview.ts';
import { shell } from './en/shell.ts';

export const en = { components, errors, overview, shell };

export type Strings = typeof en;
