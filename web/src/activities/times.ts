import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { addDays } from '../records/filter';

export interface Times {
  /** Of a moment: the clock alone. */
  readonly time: (moment: string) => string;
  /** Of a calendar day: today, yesterday, tomorrow, or its date. */
  readonly dayTitle: (day: string) => string;
  /** Of a moment, such as `Today, 17:00`. */
  readonly dayTime: (moment: string) => string;
  /** The calendar day so many days from today. */
  readonly dayFromNow: (days: number) => string;
  /** The first moment of the calendar day so many days from today. */
  readonly startOfDay: (days: number) => string;
}

/** Days and times of day as the person's own clock and calendar have them. */
export function useTimes(): Times {
  const formats = useFormats();
  const { t } = useTranslation('activities');
  const today = formats.day();
  return useMemo(() => {
    const clock = new Intl.DateTimeFormat(formats.locale, { timeStyle: 'short', timeZone: formats.timeZone });
    const days = new Intl.DateTimeFormat(formats.locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
    const time = (moment: string) => clock.format(new Date(moment));
    const dayFromNow = (count: number) => addDays(today, count);
    const dayTitle = (day: string) => {
      if (day === today) return t('today');
      if (day === dayFromNow(-1)) return t('yesterday');
      if (day === dayFromNow(1)) return t('tomorrow');
      return day.slice(0, 4) === today.slice(0, 4) ? days.format(new Date(`${day}T00:00:00Z`)) : formats.date(day);
    };
    return {
      time,
      dayTitle,
      dayTime: (moment) => `${dayTitle(formats.day(new Date(moment)))}, ${time(moment)}`,
      dayFromNow,
      startOfDay: (count) => formats.fromWall(`${dayFromNow(count)} 00:00:00`),
    };
  }, [formats, t, today]);
}
