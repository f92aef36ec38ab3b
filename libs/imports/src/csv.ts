import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { type CsvError, type Info, type Options, parse } from 'csv-parse';

/** The file as a whole cannot be read. The message is for the person who sent it. */
export class UnreadableFile extends Error {}

export interface CsvRow {
  /** As a spreadsheet counts the rows that are not empty: the header is 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

/** Characters in a row, all its cells together. */
const longestRow = 1_000_000;
/** Characters in which the delimiter is looked for. */
const longestHeader = 64_000;

/**
 * The rows of a CSV file, header first, empty ones left out. UTF-8, or UTF-16 with a byte order mark; fields parted by comma, semicolon or tab,
 * whichever the header has most of. Throws {@link UnreadableFile}.
 */
export async function* readCsv(file: Readable): AsyncGenerator<CsvRow> {
  const text = decoded(file);
  const start = await startOf(text);
  const options: Options = {
    delimiter: delimiterOf(start),
    max_record_size: longestRow,
    // Files that were put together from several have all of them.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
  };
  const parser = parse(options);
  const feeding = feed(start, text, parser).catch((error: Error) => parser.destroy(error));
  let number = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) yield { number: ++number, cells };
  } catch (error) {
    throw inWords(error);
  } finally {
    parser.destroy();
    file.destroy();
    await feeding;
  }
  if (number === 0) throw new UnreadableFile('The file is empty.');
}

/** Enough to find a header's end in, however small the pieces are that the file arrives in. */
async function startOf(text: AsyncGenerator<string>): Promise<string> {
  let start = '';
  while (start.length < longestHeader) {
    const part = await text.next();
    if (part.done) break;
    start += part.value;
  }
  return start;
}

async function feed(first: string, rest: AsyncGenerator<string>, parser: ReturnType<typeof parse>): Promise<void> {
  for (let part: IteratorResult<string> = { value: first }; !part.done; part = await rest.next()) {
    if (parser.destroyed) return;
    if (!parser.write(part.value)) {
      await new Promise<void>((resolve) => {
        const go = () => {
          parser.off('drain', go).off('close', go);
          resolve();
        };
        parser.on('drain', go).on('close', go);
      });
    }
  }
  if (!parser.destroyed) parser.end();
}

function inWords(error: unknown): unknown {
  const { code, records } = error as CsvError & Info;
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return new UnreadableFile(`A quote that opens in row ${records + 1} is never closed.`);
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return new UnreadableFile(
        `Row ${records + 1} has a quote in a place where none can be: quotes within a quoted cell must be doubled.`,
      );
    case 'CSV_MAX_RECORD_SIZE':
      return new UnreadableFile(
        `Row ${records + 1} is longer than ${longestRow / 1_000_000} million characters. Is a quote in it not closed?`,
      );
    default:
      return error;
  }
}

function delimiterOf(start: string): string {
  let quoted = false;
  const counts: Record<string, number> = { ',': 0, ';': 0, '\t': 0 };
  for (const character of start.slice(0, longestHeader).replace(/^[\r\n]+/, '')) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted && character in counts) counts[character]!++;
  }
  return Object.keys(counts).reduce((best, candidate) => (counts[candidate]! > counts[best]! ? candidate : best));
}

async function* decoded(file: Readable): AsyncGenerator<string> {
  let encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | undefined;
  let utf16: InstanceType<typeof TextDecoder> | undefined;
  let line = 1;
  let carried: Buffer = Buffer.alloc(0);
  for await (const chunk of file as AsyncIterable<Buffer>) {
    let bytes: Buffer = carried.length > 0 ? Buffer.concat([carried, chunk]) : chunk;
    if (!encoding) {
      if (bytes.length < 3) {
        carried = bytes;
        continue;
      }
      encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
      if (encoding === 'utf-8' && bytes.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf))) bytes = bytes.subarray(3);
      if (encoding !== 'utf-8') utf16 = new TextDecoder(encoding, { fatal: true });
    }
    if (utf16) {
      carried = Buffer.alloc(0);
      try {
        yield utf16.decode(bytes, { stream: true });
      } catch {
        throw new UnreadableFile('The file begins as UTF-16 and is not.');
      }
      continue;
    }
    const end = bytes.length - unfinished(bytes);
    carried = Buffer.from(bytes.subarray(end));
    const whole = bytes.subarray(0, end);
    if (!isUtf8(whole)) throw notUtf8(whole, line);
    for (const byte of whole) if (byte === 0x0a) line++;
    if (whole.length > 0) yield whole.toString('utf8');
  }
  if (utf16) return;
  if (!isUtf8(carried)) throw notUtf8(carried, line);
  if (carried.length > 0) yield carried.toString('utf8').replace(/^\uFEFF/, '');
}

/** Bytes at the end that begin a character and do not finish it. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

function notUtf8(bytes: Buffer, firstLine: number): UnreadableFile {
  let line = firstLine;
  for (let from = 0; from < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, from);
    const end = newline === -1 ? bytes.length : newline;
    if (!isUtf8(bytes.subarray(from, end))) break;
    from = end + 1;
  }
  return new UnreadableFile(`Line ${line} is not UTF-8. Save the file as "CSV UTF-8" and send it again.`);
}
