import { afterEach, describe, expect, it } from '@jest/globals';
import { labelBy, readerOf } from './messages';

const read = readerOf(
  {
    'is required': 'wird gebraucht',
    'is not a phone number': 'ist keine Telefonnummer',
    'must be from {0} to {1}': 'muss zwischen {0} und {1} liegen',
    'is before it began, on {0}': 'liegt vor dem Beginn am {0}',
    'is longer than {0} characters': 'ist länger als {0} Zeichen',
    'has a city that {0}': 'Ort: {0}',
    'an account': 'eine Firma',
    'an amount': 'einen Betrag',
    'a next step': 'einen nächsten Schritt',
    deal: 'Deal',
    'A deal in the stage "{0}" needs {1}.': 'Ein Deal in der Phase „{0}“ braucht {1}.',
    'There is no such {0}, or you may not see it.': '{0} nicht gefunden.',
    Amount: 'Betrag',
    'Next step': 'Nächster Schritt',
    'Changed since: {0}.': 'Seither geändert: {0}.',
    'is one of {0}': 'ist eins von {0}',
    'is one of the kinds {0}': 'ist eine der Arten {0}',
  },
  { language: 'de', date: (day) => day.split('-').reverse().join('.') },
);

describe('what services say', () => {
  afterEach(() => labelBy(() => undefined));

  it('is read by the English text, with what is filled in', () => {
    expect(read('is required')).toBe('wird gebraucht');
    expect(read('must be from 1 to 100')).toBe('muss zwischen 1 und 100 liegen');
    expect(read('is one of the kinds A, B')).toBe('ist eine der Arten A, B');
  });

  it('has days as the reader writes them, and words, lists of words and texts that are filled in', () => {
    expect(read('is before it began, on 2026-03-01')).toBe('liegt vor dem Beginn am 01.03.2026');
    expect(read('There is no such deal, or you may not see it.')).toBe('Deal nicht gefunden.');
    expect(read('has a city that is longer than 200 characters')).toBe('Ort: ist länger als 200 Zeichen');
    expect(read('Changed since: Amount, Next step.')).toBe('Seither geändert: Betrag, Nächster Schritt.');
    expect(read('Changed since: Amount, Colour.')).toBe('Seither geändert: Amount, Colour.');
    expect(read('A deal in the stage "Offer" needs an amount.')).toBe('Ein Deal in der Phase „Offer“ braucht einen Betrag.');
    expect(read('A deal in the stage "Offer" needs an account and an amount and a next step.')).toBe(
      'Ein Deal in der Phase „Offer“ braucht eine Firma, einen Betrag und einen nächsten Schritt.',
    );
  });

  it('leaves what people wrote as it is', () => {
    expect(read('A deal in the stage "deal" needs $& $1 {0}.')).toBe('Ein Deal in der Phase „deal“ braucht $& $1 {0}.');
    expect(read('A deal in the stage "An\nOffer" needs an amount.')).toBe('Ein Deal in der Phase „An\nOffer“ braucht einen Betrag.');
  });

  it('names fields by their labels', () => {
    labelBy((path) => ({ phone: 'Telefon' })[path]);
    expect(read('phone: is not a phone number; other.0: is required')).toBe('Telefon: ist keine Telefonnummer; other.0: wird gebraucht');
    expect(read('phone: is something new; other: is required')).toBe('Telefon: is something new; other: wird gebraucht');
  });

  it('is undefined where it is not known, whole', () => {
    expect(read('is required by nobody')).toBeUndefined();
    expect(read('Note: is something new')).toBeUndefined();
    expect(read(`must be from ${'from to '.repeat(100_000)}`)).toBeUndefined();
  });
});
