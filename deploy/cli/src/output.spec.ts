import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Output, table } from './output.js';

describe('what the command line says', () => {
  it('is aligned, figures to the right, and what is not known is a dash', () => {
    const rows = [
      ['leads', 12_345n, 0.25],
      ['opportunities', 7n, undefined],
    ];
    expect(table(['VIEW', 'ROWS', 'SECONDS'], rows)).toEqual([
      'VIEW             ROWS  SECONDS',
      'leads          12,345      0.3',
      'opportunities       7        -',
    ]);
  });

  it('tells a way in tenths, or as a bar on a terminal', () => {
    expect(told({}, [5, 9, 55, 58, 100])).toBe('sales: 55 %\nsales: 100 %\n');
    const bar = told({ isTTY: true }, [50]);
    expect(bar).toContain('sales ███████████████░░░░░░░░░░░░░░░ 50 %');
    expect(bar).toMatch(/\r\u001b\[K$/);
  });

  it('is one JSON value on one line for scripts, positions as strings', () => {
    const out = new PassThrough();
    new Output(out, new PassThrough(), true).list([{ view: 'leads', position: 9_007_199_254_740_993n }], {}, 'none');
    expect(String(out.read())).toBe('[{"view":"leads","position":"9007199254740993"}]\n');
  });
});

function told(kind: { isTTY?: boolean }, parts: readonly number[]): string {
  const err = Object.assign(new PassThrough(), kind);
  const progress = new Output(new PassThrough(), err, false).progress('sales');
  for (const part of parts) progress.update(part, 100);
  progress.end();
  return String(err.read());
}
