import { useEffect, useState } from 'react';

/** Files that somebody drops anywhere on the page, as long as it shows what they would be logged on. */
export function useDroppedMails(enabled: boolean): {
  readonly mails: readonly File[] | undefined;
  /** Files hang over the page. */
  readonly over: boolean;
  readonly done: () => void;
} {
  const [mails, setMails] = useState<readonly File[]>();
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (!enabled) return;
    let leaving: ReturnType<typeof setTimeout>;
    const brought = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent) => {
      if (!brought(event)) return;
      event.preventDefault();
      clearTimeout(leaving);
      // The event comes again and again for as long as they hang there.
      leaving = setTimeout(() => setOver(false), 300);
      setOver(true);
    };
    const onDrop = (event: DragEvent) => {
      if (event.defaultPrevented || !brought(event)) return;
      // Else the browser leaves the page for the file.
      event.preventDefault();
      setOver(false);
      setMails([...event.dataTransfer!.files]);
    };
    addEventListener('dragover', onOver);
    addEventListener('drop', onDrop);
    return () => {
      clearTimeout(leaving);
      removeEventListener('dragover', onOver);
      removeEventListener('drop', onDrop);
    };
  }, [enabled]);
  return { mails, over, done: () => setMails(undefined) };
}
