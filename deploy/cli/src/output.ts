import type { Writable } from 'node:stream';

type Stream = Writable & { readonly isTTY?: boolean };

/** What people or scripts read on `out`; what tells of the way there goes to `err`. */
export class Output {
  constructor(
    private readonly out: Stream,
    private readonly err: Stream,
    /** For scripts. */
    readonly json: boolean,
  ) {}

  line(text = ''): void {
    this.out.write(`${text}\n`);
  }

  note(text: string): void {
    this.err.write(`${text}\n`);
  }

  /** One JSON value on one line. Positions are strings, since they may be larger than a number of JSON holds exactly. */
  value(value: unknown): void {
    this.line(JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)));
  }

  /** `rows` as a JSON array, or as a table of them. */
  list<T>(rows: readonly T[], columns: Readonly<Record<string, (row: T) => Cell>>, none: string): void {
    if (this.json) return this.value(rows);
    if (rows.length === 0) return this.line(none);
    for (const line of table(
      Object.keys(columns),
      rows.map((row) => Object.values(columns).map((cell) => cell(row))),
    ))
      this.line(line);
  }

  /** On a terminal a bar, else a line for every tenth. */
  progress(title: string): Progress {
    return new Progress(this.err, title);
  }
}

export type Cell = string | number | bigint | undefined;

/** Aligned lines; figures to the right. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const texts = [head, ...rows.map((row) => row.map(text))];
  const widths = head.map((_, column) => Math.max(...texts.map((row) => row[column]!.length)));
  const figures = head.map((_, column) => rows.every((row) => typeof row[column] !== 'string'));
  return texts.map((row) =>
    row
      .map((cell, column) => (figures[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

function text(cell: Cell): string {
  if (cell === undefined) return '-';
  return typeof cell === 'string' ? cell : figure(cell);
}

export function figure(value: number | bigint): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 1 });
}

export class Progress {
  private readonly started = performance.now();
  private tenth = 0;
  private shown = false;

  constructor(
    private readonly stream: Stream,
    private readonly title: string,
  ) {}

  update(done: number, of: number): void {
    const part = of > 0 ? Math.min(1, done / of) : 1;
    if (this.stream.isTTY) {
      const filled = Math.round(part * BAR);
      const left = part > 0.01 ? `, about ${Math.ceil((this.seconds * (1 - part)) / part)} s left` : '';
      this.stream.write(`${BACK}${this.title} ${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${percent(part)}${left}`);
      this.shown = true;
    } else if (Math.floor(part * 10) > this.tenth) {
      this.tenth = Math.floor(part * 10);
      this.stream.write(`${this.title}: ${percent(part)}\n`);
    }
  }

  /** Takes the bar away. Answers the seconds since the beginning. */
  end(): number {
    if (this.shown) this.stream.write(BACK);
    return this.seconds;
  }

  private get seconds(): number {
    return (performance.now() - this.started) / 1_000;
  }
}

const BAR = 30;
/** To the start of the line, which is emptied. */
const BACK = '\r\u001b[K';

function percent(part: number): string {
  return `${Math.floor(part * 100)} %`;
}
