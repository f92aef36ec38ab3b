/**
 * How text is made comparable. In code and not in the database, so that every adapter and every server folds alike: case, accents and
 * compatibility forms go, `ß` is `ss`, the Turkish dotless and dotted i are i.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[ßøæœłđðþı]/g, (letter) => letters[letter]!);
}

const letters: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };

const unspaced = String.raw`[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー々]+`;
const apostrophe = /['’‘ʼ`]/g;
const wordPattern = new RegExp(String.raw`${unspaced}|[\p{L}\p{N}\p{M}'’‘ʼ${'`'}]+`, 'gu');
const unspacedPattern = new RegExp(`^${unspaced}$`, 'u');
const longestWord = 64;

/** The words of folded text. Apostrophes join: `o’neil` is one word, `oneil`. */
export function wordsOf(folded: string): string[] {
  return (folded.match(wordPattern) ?? [])
    .map((word) => beginningOf(word.replace(apostrophe, ''), longestWord))
    .filter((word) => word !== '');
}

/** At most so long, and no character cut in half: neither database takes that. */
export function beginningOf(text: string, length: number): string {
  const cut = text.slice(0, length);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

export function isUnspaced(word: string): boolean {
  return unspacedPattern.test(word);
}

/** The terms a text is found by, each by its beginning. */
export function termsOfText(text: string): string[] {
  return (fold(text).match(wordPattern) ?? []).flatMap((raw) => {
    const word = beginningOf(raw.replace(apostrophe, ''), longestWord);
    // Written without spaces, any part of it may be the word that is looked for.
    if (isUnspaced(word)) return suffixes(beginningOf(word, 32), 1);
    return raw === word || word === '' ? [word] : [word, ...raw.split(apostrophe)];
  });
}

export function termsOfEmail(email: string): string[] {
  const folded = fold(email);
  return [beginningOf(folded, 254), beginningOf(folded.slice(folded.lastIndexOf('@')), 254), ...wordsOf(folded)];
}

export function termsOfPhone(phone: string): string[] {
  return suffixes(phone.replace(/\D/g, '').slice(0, 20), shortestDigits);
}

export const shortestDigits = 4;

function suffixes(text: string, shortest: number): string[] {
  const characters = [...text];
  return characters.slice(0, Math.max(1, characters.length - shortest + 1)).map((_, index) => characters.slice(index).join(''));
}

/** Too short a word has too many neighbours, and a wrong digit is another number. */
export function mayHaveTypo(word: string): boolean {
  return word.length >= 4 && word.length <= 24 && !isUnspaced(word) && !/\d|@/.test(word);
}

/**
 * The word, and the word with any one letter left out. Two words with one of these in common differ by one typo (a letter more, less or other, or
 * two neighbours swapped) or hardly more: `isNearly` says which.
 */
export function neighbourhood(word: string): string[] {
  const letters = [...word];
  return [...new Set([word, ...letters.map((_, index) => letters.toSpliced(index, 1).join(''))])];
}

/** Whether one typo makes one word of the other. */
export function isNearly(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let from = 0;
  while (from < short.length && short[from] === long[from]) from++;
  if (long.length > short.length) return short.slice(from) === long.slice(from + 1);
  const swapped = short[from] === long[from + 1] && short[from + 1] === long[from] && short.slice(from + 2) === long.slice(from + 2);
  return swapped || short.slice(from + 1) === long.slice(from + 1);
}
