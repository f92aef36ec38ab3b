import {
  beginningOf,
  fold,
  isNearly,
  isUnspaced,
  mayHaveTypo,
  neighbourhood,
  shortestDigits,
  termsOfEmail,
  termsOfPhone,
  termsOfText,
  wordsOf,
} from './text.js';
import type { SearchDocument } from './search-index.js';

/** What was typed, as it is looked for. */
export interface Wanted {
  /** Folded, its spaces made one. */
  readonly text: string;
  /** Each must be the beginning of one of the document's terms. */
  readonly words: readonly string[];
}

/** Undefined where there is nothing to look for. */
export function wantedOf(typed: string): Wanted | undefined {
  const text = fold(beginningOf(typed.toWellFormed(), 200)).replace(/\s+/g, ' ').trim();
  const digits = text.replace(/\D/g, '').replace(/^0+/, '');
  if (/^[\d\s()+./-]+$/.test(text) && digits.length >= shortestDigits) return { text, words: [digits] };
  const words = text.split(' ').flatMap((part) => (part.includes('@') ? [part] : wordsOf(part)));
  return words.length === 0 ? undefined : { text, words: [...new Set(words)].slice(0, 8) };
}

export function termsOf({
  title,
  subtitle,
  texts,
  emails,
  phones,
}: Pick<SearchDocument, 'title' | 'subtitle' | 'texts' | 'emails' | 'phones'>): string[] {
  const terms = [
    ...[title, subtitle ?? '', ...texts.map((text) => text.slice(0, 10_000))].flatMap(termsOfText),
    ...emails.flatMap(termsOfEmail),
    ...phones.flatMap(termsOfPhone),
  ];
  return [...new Set(terms)].filter((term) => term !== '').slice(0, 1_000);
}

/** What the words of title and subtitle are found by with a typo in them. */
export function typosOf({ title, subtitle }: Pick<SearchDocument, 'title' | 'subtitle'>): string[] {
  const words = wordsOf(fold(`${title} ${subtitle ?? ''}`)).filter(mayHaveTypo);
  return [...new Set(words.flatMap(neighbourhood))].slice(0, 400);
}

/** How well a document fits; undefined where a word is found in none of its terms, typos allowed. */
export function scoreOf(wanted: Wanted, title: string, terms: readonly string[]): number | undefined {
  const folded = fold(title);
  const titleTerms = termsOfText(title);
  let score = folded === wanted.text ? 50 : folded.startsWith(wanted.text) ? 25 : 0;
  for (const word of wanted.words) {
    const best =
      titleTerms.includes(word) ? 12
      : terms.includes(word) ? 9
      : titleTerms.some((term) => term.startsWith(word)) ? 7
      : terms.some((term) => term.startsWith(word)) ? 4
      : mayHaveTypo(word) && terms.some((term) => isNearly(word, term)) ? 1
      : 0; // prettier-ignore
    if (best === 0) return undefined;
    score += best;
  }
  return score;
}

/** The first text that holds one of the words, escaped, its matching words marked; the title where none does. */
export function highlightOf(
  wanted: Wanted,
  { title, subtitle, texts, emails, phones }: Pick<SearchDocument, 'title' | 'subtitle' | 'texts' | 'emails' | 'phones'>,
): string {
  const { words } = wanted;
  const sure = (term: string): boolean => words.some((word) => term.startsWith(word));
  const nearly = (term: string): boolean => words.some((word) => mayHaveTypo(word) && isNearly(word, term));
  for (const matches of [sure, nearly]) {
    for (const text of [title, subtitle ?? '', ...texts]) {
      const marked = mark(text, (word) => (isUnspaced(word) ? words.some((part) => word.includes(part)) : termsOfText(word).some(matches)));
      if (marked) return marked;
    }
    const whole = emails.find((email) => termsOfEmail(email).some(matches)) ?? phones.find((phone) => termsOfPhone(phone).some(matches));
    if (whole) return `<em>${escaped(whole)}</em>`;
  }
  return escaped(title);
}

function mark(text: string, matches: (word: string) => boolean): string | undefined {
  const parts: { text: string; hit: boolean }[] = [];
  let end = 0;
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}'’‘ʼ`]+/gu)) {
    if (!matches(fold(word))) continue;
    parts.push({ text: text.slice(end, index), hit: false }, { text: word, hit: true });
    end = index + word.length;
  }
  if (parts.length === 0) return undefined;
  parts.push({ text: text.slice(end), hit: false });
  if (text.length > 200) {
    parts[0]!.text = parts[0]!.text.replace(/^.*(?=.{60}$)/s, '…');
    const last = parts.at(-1)!;
    last.text = last.text.replace(/(?<=^.{60}).+$/s, '…');
  }
  return parts.map(({ text: part, hit }) => (hit ? `<em>${escaped(part)}</em>` : escaped(part))).join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
