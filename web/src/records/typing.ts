import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

/** Keys that follow each other sooner are told together. */
const PAUSE_MS = 120;

/**
 * A text that the address holds: it goes there a moment after the last key and comes back later still, so that what is being typed leads, and what comes from
 * elsewhere is shown when nobody types.
 */
export function useTyping(value: string, tell: (text: string) => void) {
  const ref = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  // Whoever goes on sooner has typed it all the same.
  const later = useDebouncedCallback(tell, { delay: PAUSE_MS, flushOnUnmount: true });
  useEffect(() => {
    if (document.activeElement !== ref.current) setText(value);
  }, [value]);
  const type = (next: string) => {
    setText(next);
    later(next);
  };
  const clear = () => {
    later.cancel();
    setText('');
    tell('');
  };
  return { ref, text, type, clear, flush: () => later.flush() };
}
