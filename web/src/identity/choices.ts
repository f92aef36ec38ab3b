const everyTimeZone = Intl.supportedValuesOf('timeZone');
const everyCurrency = Intl.supportedValuesOf('currency');

/** With the one that is set, should the browser not know it. */
export const timeZones = (set: string | null): string[] => [...new Set([...(set ? [set] : []), 'UTC', ...everyTimeZone])].toSorted();

export function currencies(language: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(language, { type: 'currency' });
  return everyCurrency.map((code) => ({ value: code, label: `${code} · ${names.of(code)}` }));
}

/** Languages that the app speaks, as where they are spoken writes numbers and dates; each in its own words. */
export const languages = ['en', 'en-GB', 'en-US', 'de', 'de-AT', 'de-CH'].map((tag) => ({
  value: tag,
  label: new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag,
}));

/** 1 is Monday. */
export function weekdays(locale: string): { day: number; name: string }[] {
  const names = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  // The first of January 2024 was a Monday.
  return [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, name: names.format(new Date(Date.UTC(2024, 0, day))) }));
}
