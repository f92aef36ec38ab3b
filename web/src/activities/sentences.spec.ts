import { describe, expect, it } from '@jest/globals';
import { formatsOf } from '../app/formats';
import { asMoney, toldAs } from './sentences';

describe('sentences of the graph', () => {
  const formats = formatsOf('de-DE', 'Europe/Berlin', 'EUR');
  const told = (title: string) => toldAs(title, (word, values) => [word, ...Object.values(values)].join(' '), formats);

  it('are told by the word that says the same, with what they name', () => {
    expect(told('The contact was created')).toBe('activities:told_contactCreated');
    expect(told('Moved to "Offer (2)"')).toBe('activities:told_moved Offer (2)');
    expect(told('Renamed from A.B to C')).toBe('activities:told_renamedFrom A.B C');
    expect(told('Became a lead from trade fair')).toBe('activities:told_leadFrom trade fair');
  });

  it('hold amounts and days as the reader writes them', () => {
    expect(told('Amount is now 145000.00 EUR')).toBe('activities:told_amountNow 145.000\u00a0€');
    expect(told('Expected to close on 2026-03-01')).toBe('activities:told_closeOn 01.03.2026');
    expect(asMoney('99.50 USD', formats)).toBe('99,50\u00a0$');
    expect(asMoney('about 100 EUR', formats)).toBe('about 100 EUR');
  });

  it('name roles on a buying committee by their words', () => {
    const german = (title: string) =>
      toldAs(title, (word, values) => [word.split(/[:_]/).at(-1), ...Object.values(values)].join(' '), formats);
    expect(german('Joined the buying committee as decision maker')).toBe('committeeJoined MAKER');
    expect(german('On the buying committee now champion, not unspecified')).toBe('committeeRole CHAMPION unspecified');
  });

  it('stay as they came where there is no word for them', () => {
    expect(told('Something new happened')).toBeUndefined();
    expect(told('Not quite: The contact was created')).toBeUndefined();
  });
});
