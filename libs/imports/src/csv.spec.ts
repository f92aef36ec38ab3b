import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { csvLine } from '@throughline/records';
import fc from 'fast-check';
import { readCsv, UnreadableFile } from './csv.js';

async function read(content: string | Buffer, chunkBytes = 7): Promise<(readonly string[])[]> {
  const bytes = Buffer.from(content as string);
  const chunks: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += chunkBytes) chunks.push(bytes.subarray(from, from + chunkBytes));
  const rows: (readonly string[])[] = [];
  for await (const { cells } of readCsv(Readable.from(chunks))) rows.push(cells);
  return rows;
}

describe('a CSV file', () => {
  it('is read back as it was written, however it arrives in pieces', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '日', '😀', ',', ';', '"', '\n', '\r\n', ' ', "'") });
    const line = fc.tuple(fc.constant('x'), cell, cell);
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), fc.integer({ min: 1, max: 9 }), async (lines, chunkBytes) => {
        expect(await read(lines.map(csvLine).join(''), chunkBytes)).toEqual(lines);
      }),
    );
  });

  it.each([
    ['UTF-8 with a mark', Buffer.from('\uFEFFName,Ort\nJörg,Köln\n')],
    ['UTF-16LE', Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from('Name,Ort\nJörg,Köln\n', 'utf16le')])],
    ['UTF-16BE', Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from('Name,Ort\nJörg,Köln\n', 'utf16le').swap16()])],
  ])('may be %s', async (_, bytes) => {
    expect(await read(bytes)).toEqual([
      ['Name', 'Ort'],
      ['Jörg', 'Köln'],
    ]);
  });

  it.each([
    [
      'semicolons',
      'a;b;c,d\n1;2;3\n',
      [
        ['a', 'b', 'c,d'],
        ['1', '2', '3'],
      ],
    ],
    [
      'tabs',
      'a\tb\n1\t2,3\n',
      [
        ['a', 'b'],
        ['1', '2,3'],
      ],
    ],
    [
      'carriage returns',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'empty lines before semicolons',
      '\r\n\na;b\n1,5;2\n',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'empty lines and rows',
      'a,b\n\n,\n1,2\n\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['ragged rows', 'a,b\n1\n1,2,3\n', [['a', 'b'], ['1'], ['1', '2', '3']]],
    ['no last line end', 'a\nü', [['a'], ['ü']]],
    ['two bytes', 'ab', [['ab']]],
  ])('may have %s', async (_, text, rows) => {
    expect(await read(text)).toEqual(rows);
  });

  it.each<[string, string | Buffer, string]>([
    ['is empty', '', 'The file is empty.'],
    ['has nothing but empty lines', '\n\n', 'The file is empty.'],
    ['is Latin-1', Buffer.concat([Buffer.from('name\nAnna\nJ'), Buffer.of(0xf6), Buffer.from('rg\nx\n')]), 'Line 3 is not UTF-8.'],
    ['ends within a character', Buffer.concat([Buffer.from('name\nJ'), Buffer.of(0xc3)]), 'Line 2 is not UTF-8.'],
    ['has a quote that is not closed', 'a,b\n1,2\n3,"4\n5,6\n', 'A quote that opens in row 3 is never closed.'],
    ['has a quote within a cell', 'a,b\n1,"2"3\n', 'Row 2 has a quote in a place where none can be'],
    ['has a cell of 10 MB', `a,b\n1,${'x'.repeat(10_000_000)}\n`, 'Row 2 is longer than 1 million characters.'],
    ['has a quoted cell of 10 MB', `a,b\n1,"${'x\n'.repeat(5_000_000)}"\n`, 'Row 2 is longer than 1 million characters.'],
  ])('is refused in words when it %s', async (_, content, reason) => {
    const error: unknown = await read(content, 65_536).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnreadableFile);
    expect((error as Error).message).toContain(reason);
  });
});
