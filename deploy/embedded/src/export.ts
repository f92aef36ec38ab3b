import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import pg from 'pg';
import { Refusal } from './data-folder.js';

/** A line of an export file: JSON, compressed with zstd. The last one is `end`, so that half a file is recognised. */
export type Line =
  | { readonly kind: 'header'; readonly product: 'throughline'; readonly content: string; readonly format: number; readonly madeAt: string }
  /** The rows that follow belong to this table. */
  | { readonly kind: 'table'; readonly database: string; readonly table: string; readonly columns: readonly string[] }
  /** A column an array, every value as PostgreSQL writes it as text. */
  | { readonly kind: 'rows'; readonly columns: readonly (readonly (string | null)[])[] }
  /** A part of a file; parts of one file follow each other. */
  | { readonly kind: 'file'; readonly path: string; readonly base64: string }
  | { readonly kind: 'secret'; readonly name: string; readonly value: string }
  | { readonly kind: 'end' };

const format = 1;

/** Writes `file` whole or not at all: under another name first, and onto the disk before it gets its own. Readable by its owner only. */
export async function writeExport(file: string, content: string, lines: AsyncIterable<Line>): Promise<void> {
  const draft = `${file}.part`;
  async function* text(): AsyncGenerator<string> {
    yield `${JSON.stringify({ kind: 'header', product: 'throughline', content, format, madeAt: new Date().toISOString() } satisfies Line)}\n`;
    for await (const line of lines) yield `${JSON.stringify(line)}\n`;
    yield `${JSON.stringify({ kind: 'end' } satisfies Line)}\n`;
  }
  await pipeline(Readable.from(text()), createZstdCompress() as Transform, createWriteStream(draft, { mode: 0o600 }));
  const handle = await open(draft, 'r+');
  await handle.sync();
  await handle.close();
  await rename(draft, file);
}

/** Throws {@link Refusal} for a file that is not such an export, is newer than this build, or does not go to its end. */
export async function* readExport(file: string, content: string): AsyncGenerator<Line> {
  const source = createReadStream(file);
  const plain = source.pipe(createZstdDecompress());
  source.on('error', (error) => plain.destroy(error));
  let seen: Line | undefined;
  try {
    for await (const text of createInterface({ input: plain, crlfDelay: Infinity })) {
      const line = JSON.parse(text) as Line;
      if (!seen && (line.kind !== 'header' || line.content !== content)) throw new Refusal(`${file} is no ${content} of Throughline.`);
      if (line.kind === 'header' && line.format > format) throw new Refusal(`${file} was made by a newer version of Throughline.`);
      seen = line;
      if (line.kind !== 'header' && line.kind !== 'end') yield line;
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Refusal(code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read as a ${content}: ${message}`);
  }
  if (seen?.kind !== 'end') throw new Refusal(`${file} is not complete: it ends in the middle.`);
}

const page = 2_000;

/**
 * The rows of a table, in pages. With `upTo`, those of which `key` (a bigint) is not above it, in its order; else all of one moment, in a cursor
 * of the client's transaction.
 */
export async function* tableLines(
  client: pg.Client,
  database: string,
  table: string,
  upTo?: { key: string; value: bigint },
): AsyncGenerator<Line> {
  const { rows: described } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [table],
  );
  const columns = described.map(({ name }) => name);
  yield { kind: 'table', database, table, columns };
  const where = upTo ? `where ${pg.escapeIdentifier(upTo.key)} <= ${upTo.value}` : '';
  const select = `select ${columns.map((name) => `${pg.escapeIdentifier(name)}::text`).join(', ')} from ${table} ${where}`;
  await client.query('begin isolation level repeatable read read only');
  try {
    await client.query(`declare lines no scroll cursor for ${select}`);
    for (;;) {
      const { rows } = await client.query<(string | null)[]>({ text: `fetch ${page} from lines`, rowMode: 'array' });
      if (rows.length > 0) yield { kind: 'rows', columns: columns.map((_, i) => rows.map((row) => row[i]!)) };
      if (rows.length < page) return;
    }
  } finally {
    await client.query('rollback');
  }
}

/** Inserts the pages of a table, which must be there. */
export async function insertRows(
  client: pg.Client,
  { table, columns }: { table: string; columns: readonly string[] },
  values: readonly (readonly (string | null)[])[],
): Promise<void> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [table],
  );
  const typeOf = new Map(rows.map(({ name, type }) => [name, type]));
  const names = columns.map((name) => pg.escapeIdentifier(name));
  const select = columns.map((name, i) => `${names[i]}::${typeOf.get(name)}`);
  const arrays = columns.map((_, i) => `$${i + 1}::text[]`);
  await client.query(
    `insert into ${table} (${names.join(', ')}) overriding system value select ${select.join(', ')} from unnest(${arrays.join(', ')}) as given (${names.join(', ')})`,
    [...values],
  );
}

export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, options: '-c timezone=UTC -c datestyle=ISO' });
  await client.connect();
  return client;
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
