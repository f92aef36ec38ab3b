import { InvalidValue } from './check.js';

/**
 * One line as people write it, in any script: NFC, trimmed, runs of white space as one space. Refuses control characters, unpaired surrogates,
 * the characters that turn the direction of what follows (they make one name look like another), and what is longer than `max` characters.
 */
export function parseLine(typed: string, max = 200): string {
  return bounded(normalise(typed).replace(/\s+/gu, ' ').trim(), max, false);
}

/** A person's or company's name. */
export const parseName = (typed: string): string => parseLine(typed, 200);

/** Text of several lines: as {@link parseLine}, with line breaks (as `\n`) and tabs kept. */
export function parseText(typed: string, max = 20_000): string {
  return bounded(normalise(typed).replace(/\r\n?/g, '\n').trim(), max, true);
}

/** Labels: as lines, without repeats (case-insensitively; the first spelling stays), in the order given. */
export function parseTags(typed: readonly string[]): string[] {
  if (typed.length > 100) throw new InvalidValue('has more than 100 tags');
  const tags = new Map<string, string>();
  for (const each of typed) {
    const tag = parseLine(each, 100);
    if (tag !== '' && !tags.has(tag.toLowerCase())) tags.set(tag.toLowerCase(), tag);
  }
  return [...tags.values()];
}

/** A language as BCP 47 names it, in its usual spelling: `de-at` becomes `de-AT`. */
export function parseLanguage(typed: string): string {
  try {
    const [tag] = Intl.getCanonicalLocales(parseLine(typed, 35));
    if (tag) return tag;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new InvalidValue('is not a language, such as en or de-AT');
}

/** What two spellings of one name have in common: case, accents, punctuation and spaces aside. Empty only for a name of punctuation alone. */
export function nameKey(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const FORBIDDEN_IN_LINE = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/u;
const FORBIDDEN_IN_TEXT = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/u;

function normalise(typed: string): string {
  if (!typed.isWellFormed()) throw new InvalidValue('holds characters that are not valid Unicode');
  return typed.normalize('NFC');
}

function bounded(text: string, max: number, lines: boolean): string {
  if ((lines ? FORBIDDEN_IN_TEXT : FORBIDDEN_IN_LINE).test(text)) throw new InvalidValue('holds control characters');
  // Characters as a reader counts them would cost a segmenter a field; code points are close enough for a limit.
  if (text.length > max && [...text].length > max) throw new InvalidValue(`is longer than ${max} characters`);
  return text;
}
