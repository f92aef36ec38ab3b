import { createTheme, type CSSVariablesResolver } from '@mantine/core';
import i18next from 'i18next';

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
  headings: { fontWeight: '600' },
  components: { ActionIcon: icon, Modal: dialog, Drawer: dialog, Notification: notification },
});

/** Text that Mantine writes lighter than WCAG's contrast of 4.5 allows. */
export const variables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': colors['gray']![7],
    '--mantine-color-anchor': colors['indigo']![8],
    '--mantine-color-placeholder': colors['gray']![7],
    '--mantine-color-error': colors['red']![9],
  },
  dark: {
    '--mantine-color-dimmed': colors['dark']![1],
    '--mantine-color-anchor': colors['indigo']![3],
    '--mantine-color-placeholder': colors['dark']![1],
    '--mantine-color-error': colors['red']![4],
  },
});
