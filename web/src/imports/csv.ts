/** What of a CSV file is read in the browser: its beginning, for people to look at. The file itself is read where it is imported. */

export type Rows = readonly (readonly string[])[];

/** Comma, semicolon or tab: whichever the header has most of. */
export function delimiterOf(text: string): string {
  const counts: Record<string, number> = { ',': 0, ';': 0, '\t': 0 };
  let quoted = false;
  for (const character of text.slice(0, 64_000)) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted && character in counts) counts[character]!++;
  }
  return Object.keys(counts).reduce((best, candidate) => (counts[candidate]! > counts[best]! ? candidate : best));
}

/** At most `limit` rows, those without any value left out. `cut`: the text ends somewhere, so that its last row is not whole. */
export function parseCsv(text: string, { limit = Infinity, cut = false, delimiter = delimiterOf(text) } = {}): Rows {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endRow = () => {
    row.push(cell);
    if (row.some((value) => value.trim() !== '')) rows.push(row);
    row = [];
    cell = '';
  };
  for (let at = 0; at < text.length && rows.length < limit; at++) {
    const character = text[at]!;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (character === '"' && cell === '') quoted = true;
    else if (character === delimiter) {
      row.push(cell);
      cell = '';
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[at + 1] === '\n') at++;
      endRow();
    } else cell += character;
  }
  if (!cut && rows.length < limit) endRow();
  return rows;
}

export const csvOf = (rows: Rows): string => rows.map((row) => `${row.map(quotedCell).join(',')}\r\n`).join('');

const quotedCell = (cell: string): string => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
