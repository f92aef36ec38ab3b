import { useLocalStorage } from '@mantine/hooks';

/** Whether the administrator at this browser has put the list of first steps away. */
export const useChecklistHidden = () =>
  useLocalStorage({ key: 'throughline.checklist.hidden', defaultValue: false, getInitialValueInEffect: false });
