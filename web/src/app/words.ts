import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { formatsOf } from './formats';
import { readBy, readerOf, type Catalogue } from './messages';

const files = import.meta.glob<Record<string, string>>('/src/*/words/*.json', { import: 'default' });
const catalogues = import.meta.glob<Catalogue>('/src/app/messages/*.json', { import: 'default' });

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** The one of ours that somebody's language is. Undefined: none. */
export const languageOf = (tag: string | null | undefined): Language | undefined =>
  languages.find((language) => tag?.toLowerCase().split('-')[0] === language);

/** How numbers and dates are written: as the browser does, unless somebody chose another language. */
export function localeOf(chosen: string | null | undefined): string {
  if (!chosen) return languageOf(navigator.language) ? navigator.language : 'en';
  return languageOf(navigator.language) === languageOf(chosen) && !chosen.includes('-') ? navigator.language : chosen;
}

/** Names of months and days in pickers; English is there. */
const calendars: Readonly<Record<Language, () => Promise<unknown>>> = { en: async () => {}, de: () => import('dayjs/locale/de') };

export async function speak(language: Language): Promise<void> {
  const parts = Object.entries(files).filter(([path]) => path.endsWith(`/words/${language}.json`));
  await Promise.all(
    parts.map(async ([path, load]) => i18next.addResourceBundle(language, path.split('/').at(-3)!, await load(), true, true)),
  );
  await calendars[language]();
  const catalogue = await catalogues[`/src/app/messages/${language}.json`]?.();
  readBy(catalogue && readerOf(catalogue, { language, date: formatsOf(localeOf(language), 'UTC', 'EUR').date }));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    fallbackLng: false,
    ns: ['app'],
    defaultNS: 'app',
    keySeparator: false,
    // React escapes.
    interpolation: { escapeValue: false },
    resources: {},
  });
  await speak(languageOf(navigator.languages.find((tag) => languageOf(tag))) ?? 'en');
}
