import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** At the end of a panel beside a record: adds to what the panel lists. */
export function AddButton({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <Button size="compact-xs" variant="subtle" ml="auto" leftSection={<IconPlus size={12} aria-hidden />} onClick={onClick}>
      {children}
    </Button>
  );
}
