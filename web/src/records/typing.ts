import { useEffect, useRef, useState } from 'react';

/**
 * A text that the address holds: it comes back from there later than the next key, so that what is being typed leads, and what comes from elsewhere is shown
 * when nobody types.
 */
export function useTyping(value: string, tell: (text: string) => void) {
  const ref = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  useEffect(() => {
    if (document.activeElement !== ref.current) setText(value);
  }, [value]);
  const type = (next: string) => {
    setText(next);
    tell(next);
  };
  return { ref, text, type };
}
