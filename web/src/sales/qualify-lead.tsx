import { useEffect, useRef } from 'react';
import type { CommandDialogProps } from '../slice';
import { useLeadActions } from './lead-actions';

/** The lead that the command is about is worth more work. Nothing is asked. */
export default function QualifyLead({ about, close }: CommandDialogProps) {
  const actions = useLeadActions();
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    if (about) void actions(about.id).qualify();
    close();
  }, [about, actions, close]);
  return null;
}
