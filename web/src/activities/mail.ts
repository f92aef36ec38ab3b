import PostalMime from 'postal-mime';

/** What a file of a mail says, as it is logged. */
export interface Mail {
  readonly file: string;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  /** ISO 8601; null where the mail does not say. */
  readonly at: string | null;
  /** Plain; of a mail that is HTML alone, its words. */
  readonly text: string;
}

/** Of more, the graph takes no part. */
const LONGEST = 15_000;
const LARGEST = 25 * 1024 * 1024;

/** Reads a `.eml` file. Undefined where it is no mail. */
export async function readMail(file: File): Promise<Mail | undefined> {
  if (file.size > LARGEST) return undefined;
  try {
    const { from, to = [], cc = [], subject = '', date, text, html } = await PostalMime.parse(await file.arrayBuffer());
    // Any text can be read as a mail without headers; a mail has somebody who wrote it.
    if (!from) return undefined;
    const moment = Date.parse(date ?? '');
    return {
      file: file.name,
      subject: subject.slice(0, 200),
      from: named(from),
      to: [...to, ...cc].map(named).join(', '),
      at: Number.isNaN(moment) ? null : new Date(moment).toISOString(),
      text: (text?.trim() || wordsOf(html ?? '')).slice(0, LONGEST),
    };
  } catch {
    return undefined;
  }
}

interface Named {
  readonly name?: string | undefined;
  readonly address?: string | undefined;
}

const named = ({ name, address }: Named): string => (name && address ? `${name} <${address}>` : name || address || '');

/** The parsed document runs no script and loads nothing. */
function wordsOf(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const hidden of body.querySelectorAll('script, style, template')) hidden.remove();
  for (const end of body.querySelectorAll('br, p, div, tr, li')) end.append('\n');
  return (body.textContent ?? '')
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*\n\s*\n\s*/g, '\n\n')
    .trim();
}
