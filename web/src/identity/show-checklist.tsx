import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { CommandDialogProps } from '../slice';
import { useChecklistHidden } from './checklist-hidden';

/** Brings the list of first steps back to the first page, and goes there. */
export default function ShowChecklist({ close }: CommandDialogProps) {
  const [, setHidden] = useChecklistHidden();
  const navigate = useNavigate();
  useEffect(() => {
    setHidden(false);
    close();
    void navigate({ to: '/' });
  }, [setHidden, close, navigate]);
  return null;
}
