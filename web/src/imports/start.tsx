import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { CommandDialogProps } from '../slice';

/** Goes to the page, for the kind of records that it was called with. */
export default function Start({ defaults, close }: CommandDialogProps) {
  const navigate = useNavigate();
  useEffect(() => {
    const kind = defaults?.['kind'];
    void navigate({ to: '/import', search: kind === undefined ? {} : { kind } } as never);
    close();
  }, [navigate, defaults, close]);
  return null;
}
