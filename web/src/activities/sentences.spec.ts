import { describe, expect, it } from '@jest/globals';
import { wordFor } from './sentences';

describe('sentences of the graph', () => {
  it('are told by the word that says the same, with what they name', () => {
    expect(wordFor('The contact was created')).toEqual({ word: 'activities:told_contactCreated', values: {} });
    expect(wordFor('Moved to "Offer (2)"')).toEqual({ word: 'activities:told_moved', values: { a: 'Offer (2)' } });
    expect(wordFor('Renamed from A.B to C')).toEqual({ word: 'activities:told_renamedFrom', values: { a: 'A.B', b: 'C' } });
    expect(wordFor('Became a lead from trade fair')).toEqual({ word: 'activities:told_leadFrom', values: { a: 'trade fair' } });
  });

  it('stay as they came where there is no word for them', () => {
    expect(wordFor('Something new happened')).toBeUndefined();
    expect(wordFor('Not quite: The contact was created')).toBeUndefined();
  });
});
