import { parseCsv, type Rows } from './csv';

/** A file that somebody chose, as far as it is read here. */
export interface ChosenFile {
  readonly file: File;
  /** Of `TextDecoder`. */
  readonly encoding: string;
  /** Whether it was guessed, as the file is in none that can be told for sure; it is then sent on as UTF-8. */
  readonly guessed: boolean;
  readonly header: readonly string[];
  /** The first ones, without the header. */
  readonly rows: Rows;
  /** Of the whole file, without the header. */
  readonly total: number;
}

/** Encodings that a file may be in that is not UTF-8, the likeliest first. */
export const encodings = ['windows-1252', 'windows-1250', 'windows-1251', 'macintosh'] as const;

/** Why a file cannot be imported, as a word of the slice. */
export class NotImportable extends Error {
  constructor(readonly word: 'notText' | 'isWorkbook' | 'isEmpty') {
    super(word);
  }
}

const STARTS_WITHIN = 1_000_000;
const ROWS_READ = 1_000;

/** Throws {@link NotImportable}. Of a large file only the beginning is kept; all of it is passed by once, a piece at a time. */
export async function openFile(file: File, asked?: string): Promise<ChosenFile> {
  const start = new Uint8Array(await file.slice(0, STARTS_WITHIN).arrayBuffer());
  if (start.length === 0) throw new NotImportable('isEmpty');
  // Workbooks are ZIP files, older ones compound files.
  if ((start[0] === 0x50 && start[1] === 0x4b) || (start[0] === 0xd0 && start[1] === 0xcf)) throw new NotImportable('isWorkbook');
  const certain = marked(start) ?? ((await countLines(file, 'utf-8')) === undefined ? undefined : 'utf-8');
  const encoding = certain ?? asked ?? encodings[0];
  const text = new TextDecoder(encoding).decode(start, { stream: true });
  if (text.includes('\0')) throw new NotImportable('notText');
  const [header, ...rows] = parseCsv(text, { limit: ROWS_READ + 1, cut: file.size > start.length });
  if (!header) throw new NotImportable('isEmpty');
  const total = file.size > start.length || rows.length === ROWS_READ ? Math.max(0, (await countLines(file, encoding))! - 1) : rows.length;
  return { file, encoding, guessed: certain === undefined, header: header.map((name) => name.trim()), rows, total };
}

/** As it is sent: a file in another encoding as UTF-8. */
export function contentOf({ file, encoding, guessed }: ChosenFile): Promise<Blob> {
  if (!guessed) return Promise.resolve(file);
  const text = file.stream().pipeThrough(new TextDecoderStream(encoding) as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>);
  return new Response(text.pipeThrough(new TextEncoderStream())).blob();
}

function marked(start: Uint8Array): string | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** Lines with something in them, breaks within quotes not counted. Undefined: it is not in this encoding. */
async function countLines(file: File, encoding: string): Promise<number | undefined> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let lines = 0;
  let quoted = false;
  let filled = false;
  const count = (text: string) => {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x22) quoted = !quoted;
      if (!quoted && (code === 0x0a || code === 0x0d)) {
        if (filled) lines++;
        filled = false;
      } else filled ||= code > 0x20;
    }
  };
  try {
    const reader = file.stream().getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) count(decoder.decode(part.value, { stream: true }));
    count(decoder.decode());
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
  return filled ? lines + 1 : lines;
}
