import { describe, expect, it } from '@jest/globals';
import { parts, typedMention, withIds, withNames } from './mentions';

const ann = { id: '11111111-1111-1111-1111-111111111111', name: 'Ann Lee' };
const annie = { id: '22222222-2222-2222-2222-222222222222', name: 'Ann Leeds' };

describe('mentions', () => {
  it('go to the graph by their ids, the longer of two names first, and come back as names', () => {
    const text = '@Ann Leeds and @Ann Lee, not @Bob';
    const sent = withIds(text, [ann, annie]);
    expect(sent).toBe(`@[${annie.id}] and @[${ann.id}], not @Bob`);
    expect(withNames(sent, [ann, annie])).toBe(text);
    expect(withNames(sent, [ann])).toBe(`@[${annie.id}] and @Ann Lee, not @Bob`);
  });

  it('are told from the text around them, whoever they are', () => {
    expect(parts(`Ask @[${ann.id}]\nor @[${annie.id}]`, [ann])).toEqual([
      { text: 'Ask ' },
      { mentioned: 'Ann Lee' },
      { text: '\nor ' },
      { mentioned: '…' },
    ]);
    expect(parts('a@b.example', [])).toEqual([{ text: 'a@b.example' }]);
  });

  it('begin with an @ that begins a word, up to where somebody types', () => {
    expect(typedMention('Ask @an', 7)).toEqual({ from: 4, typed: 'an' });
    expect(typedMention('@', 1)).toEqual({ from: 0, typed: '' });
    expect(typedMention('Ask @an', 4)).toBeUndefined();
    expect(typedMention('ada@exa', 7)).toBeUndefined();
    expect(typedMention('Ask @Ann Lee ', 13)).toBeUndefined();
  });
});
