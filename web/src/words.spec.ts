import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const folder = new URL('.', import.meta.url).pathname;
const wordsOf = (slice: string, language: string) =>
  JSON.parse(readFileSync(`${folder}${slice}/words/${language}.json`, 'utf8')) as Record<string, string>;
const slices = globSync('*/words/en.json', { cwd: folder }).map((path) => path.split('/')[0]!);
const keys = (words: Record<string, string>) => Object.keys(words).toSorted();
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name).toSorted();

describe.each(slices)('the words of %s', (slice) => {
  const [en, de] = [wordsOf(slice, 'en'), wordsOf(slice, 'de')];

  it('are there in both languages, with the same places for what is filled in', () => {
    expect(keys(de)).toEqual(keys(en));
    for (const key of keys(en)) expect([key, holes(de[key]!)]).toEqual([key, holes(en[key]!)]);
    expect(Object.entries(de).filter(([, text]) => !text.trim())).toEqual([]);
  });

  it('are all there that its pages name', () => {
    const sources = globSync(`${slice}/**/*.{ts,tsx}`, { cwd: folder, exclude: ['**/*.spec.ts', '**/*.graphql.ts'] });
    const named = sources.flatMap((path) =>
      [...readFileSync(`${folder}${path}`, 'utf8').matchAll(/'([a-z]+):([a-zA-Z][\w]*)'/g)]
        .filter(([, namespace]) => slices.includes(namespace!))
        .map(([, namespace, key]) => ({ path, namespace: namespace!, key: key! })),
    );
    const missing = named.filter(({ namespace, key }) => {
      const words = wordsOf(namespace, 'en');
      return !(key in words) && !(`${key}_other` in words);
    });
    expect(missing).toEqual([]);
  });
});
