import { germanWords } from '../../shared/messages-de.ts';
import { de } from '../strings/de.ts';
import type { Catalogue } from './catalogue.ts';

export const GERMAN: Catalogue = { strings: de, explain: germanWords };
