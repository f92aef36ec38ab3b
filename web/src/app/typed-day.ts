/**
 * Reads a day, `2026-03-01`, from what somebody types: as their language writes it, in figures (`1.3.2026`) or with the month's name (`1 March 2026`), or as
 * ISO 8601 does. Without a year it is in `year`, and one of two figures is in this century. Null: no day, or not one yet.
 */
export function dayReader(locale: string): (typed: string, year: number) => string | null {
  const names = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' });
  const months = Array.from({ length: 12 }, (_, at) => names.format(Date.UTC(2000, at, 1)).toLocaleLowerCase(locale));
  const usual = new Intl.DateTimeFormat(locale)
    .formatToParts()
    .map(({ type }) => type)
    .filter((type) => type === 'day' || type === 'month' || type === 'year');

  return (typed, year) => {
    const parts = typed.toLocaleLowerCase(locale).match(/\d+|\p{L}{3,}/gu) ?? [];
    const figures = parts.filter((part) => /\d/.test(part));
    const named = months.findIndex((month) => parts.some((part) => month.startsWith(part)));
    const order = (figures[0]?.length === 4 ? (['year', 'month', 'day'] as const) : usual)
      .filter((part) => named < 0 || part !== 'month')
      .filter((part) => figures.length > 2 || (named >= 0 && figures.length > 1) || part !== 'year');
    if (figures.length === 0 || figures.length !== order.length) return null;
    const figure = (part: (typeof order)[number]) => figures[order.indexOf(part)];
    const [day, month, yearFigures] = [figure('day')!, named < 0 ? figure('month')! : String(named + 1), figure('year')];
    if (day.length > 2 || month.length > 2 || (yearFigures && yearFigures.length !== 2 && yearFigures.length !== 4)) return null;
    const whole = yearFigures ? Number(yearFigures) + (yearFigures.length === 2 ? 2000 : 0) : year;
    const read = new Date(Date.UTC(whole, Number(month) - 1, Number(day)));
    return read.getUTCMonth() === Number(month) - 1 && read.getUTCDate() === Number(day) ? read.toISOString().slice(0, 10) : null;
  };
}
