import { createTheme, type CSSVariablesResolver, type MantineThemeOverride } from '@mantine/core';
import i18next from 'i18next';
import type { Formats } from './formats';

const closeButtonProps = {
  // In the language that is spoken when it is shown.
  get 'aria-label'() {
    return i18next.t('app:close');
  },
};

/** A dialog's head would else count as another one of the whole page. */
const dialog = { defaultProps: { closeButtonProps, attributes: { header: { role: 'presentation' } } } };
const notification = { defaultProps: { closeButtonProps } };

/** Beside what it is about, which is read first. */
const icon = { defaultProps: { variant: 'subtle', color: 'gray' } };

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: { fontWeight: '600' },
  components: { ActionIcon: icon, Modal: dialog, Drawer: dialog, Notification: notification },
});

/** Days and times are picked, and typed, as the person writes them. */
export function dateTheme(formats: Formats): MantineThemeOverride {
  const { locale, hour12 } = formats;
  const valueFormat = (day: string) => formats.date(day);
  const dateParser = (typed: string) => formats.readDate(typed);
  return {
    components: {
      DateInput: { defaultProps: { locale, valueFormat, dateParser } },
      DateTimePicker: { defaultProps: { locale, valueFormat: (wall: string) => formats.wall(wall) } },
      TimePicker: { defaultProps: { format: hour12 ? '12h' : '24h' } },
    },
  };
}

/** Where the contrast of text is less than the 4.5 that WCAG asks for as Mantine has it. */
export const variables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': colors['gray']![7],
    '--mantine-color-anchor': colors['indigo']![8],
    '--mantine-color-placeholder': colors['gray']![7],
    '--mantine-color-error': colors['red']![9],
    '--mantine-color-yellow-light-color': '#7a4500',
  },
  dark: {
    '--mantine-color-dimmed': colors['dark']![1],
    '--mantine-color-anchor': colors['indigo']![3],
    '--mantine-color-placeholder': colors['dark']![1],
    '--mantine-color-error': colors['red']![4],
    '--mantine-color-yellow-light': '#3d2c00',
  },
});
