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
  return (folded.match(wordPattern) ?? []).map((word) => word.replace(apostrophe, '').slice(0, longestWord)).filter((word) => word !== '');
}

export function isUnspaced(word: string): boolean {
  return unspacedPattern.test(word);
}

/** The terms a text is found by, each by its beginning. */
export function termsOfText(text: string): string[] {
  return (fold(text).match(wordPattern) ?? []).flatMap((raw) => {
    const word = raw.replace(apostrophe, '').slice(0, longestWord);
    // Written without spaces, any part of it may be the word that is looked for.
    if (isUnspaced(word)) return suffixes(word.slice(0, 32), 1);
    return raw === word || word === '' ? [word] : [word, ...raw.split(apostrophe)];
  });
}

export function termsOfEmail(email: string): string[] {
  const folded = fold(email);
  return [folded.slice(0, 254), folded.slice(folded.lastIndexOf('@')).slice(0, 254), ...wordsOf(folded)];
}

export function termsOfPhone(phone: string): string[] {
  return suffixes(phone.replace(/\D/g, '').slice(0, 20), shortestDigits);
}

export const shortestDigits = 4;

function suffixes(text: string, shortest: number): string[] {
  const characters = [...text];
  return characters.slice(0, Math.max(1, characters.length - shortest + 1)).map((_, index) => characters.slice(index).join(''));
}

/** Edits (a letter more, less, other, or two swapped) that a typo in a word may have: none in short ones. */
export function typosAllowed(word: string): number {
  return isUnspaced(word) || /\d/.test(word) || word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
}

/** Whether `word` begins with something at most `limit` edits away from `wanted`. */
export function isNearly(wanted: string, word: string, limit: number): boolean {
  if (limit === 0) return word.startsWith(wanted);
  if (wanted.length - word.length > limit) return false;
  const target = word.slice(0, wanted.length + limit);
  let before: number[] = [];
  let row = Array.from({ length: target.length + 1 }, (_, index) => index);
  for (let i = 1; i <= wanted.length; i++) {
    const next = [i];
    for (let j = 1; j <= target.length; j++) {
      const same = wanted[i - 1] === target[j - 1];
      let cost = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && wanted[i - 1] === target[j - 2] && wanted[i - 2] === target[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      next.push(cost);
    }
    before = row;
    row = next;
  }
  return Math.min(...row) <= limit;
}
