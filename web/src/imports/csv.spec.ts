import { expect, it } from '@jest/globals';
import { csvOf, delimiterOf, parseCsv } from './csv';

it('reads what spreadsheets write', () => {
  expect(parseCsv('a;b\r\n"1;""one""";2\r\n;\n"x\ny";3')).toEqual([
    ['a', 'b'],
    ['1;"one"', '2'],
    ['x\ny', '3'],
  ]);
  expect(delimiterOf('"a,b"\tc\td\n1,2,3,4,5')).toBe('\t');
});

it('leaves out the row that the end of the text cuts', () => {
  expect(parseCsv('a,b\n1,2\n3,"4', { cut: true })).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
  expect(parseCsv('a\n1\n2\n3\n', { limit: 2 })).toEqual([['a'], ['1']]);
});

it('writes what it can read', () => {
  const rows = [
    ['a', 'b "c"'],
    ['1,2', 'x\ny'],
  ];
  expect(parseCsv(csvOf(rows))).toEqual(rows);
});
