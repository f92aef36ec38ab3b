import { describe, expect, it } from '@jest/globals';
import { inputOf, moved, newField, relabelled, slug, targetOf, type FormDraft } from './form-draft';

describe('a field of a form', () => {
  it('of the lead is posted under the name by which posts are read', () => {
    const email = newField([], 'E-Mail-Adresse', 'email');
    expect(email).toMatchObject({ key: 'email', kind: 'EMAIL', required: true });
    expect(targetOf(newField([], 'Ihre Firma', 'company'))).toBe('company');
    expect(relabelled(newField([], 'Firma', 'company'), 'Betrieb', [])).toMatchObject({ label: 'Betrieb', key: 'company' });
  });

  it('that is new is posted under its label; one that pages post already keeps its name', () => {
    const size = newField([], 'Text', 'TEXT');
    expect(relabelled(size, 'Größe der Firma?', []).key).toBe('groesse_der_firma');
    expect(relabelled({ ...size, isNew: false }, 'Größe', []).key).toBe('text');
    expect(targetOf(size)).toBeUndefined();
  });

  it('has a name of its own, which the edge does not read itself', () => {
    const first = newField([], 'Colour', 'TEXT');
    expect(newField([first], 'Colour', 'TEXT').key).toBe('colour2');
    expect(newField([], 'UTM source', 'TEXT').key).toBe('field_utm_source');
    expect(newField([], '1st', 'TEXT').key).toBe('field_1st');
  });
});

it('an address is made of the name', () => expect(slug(' Demo für Großkunden! ')).toBe('demo-fuer-grosskunden'));

it('items are moved to where they are put', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
});

it('there is no task for the owner of a lead that is not made', () => {
  const draft: FormDraft = {
    key: '',
    name: 'Demo',
    fields: [],
    createLead: true,
    followUp: 'Call',
    dueInBusinessDays: 2,
    thankYou: ' ',
    redirectTo: '',
    allowedOrigins: [],
  };
  expect(inputOf(draft)).toMatchObject({ key: 'demo', onSubmit: { followUp: { title: 'Call', dueInBusinessDays: 2 }, thankYou: null } });
  expect(inputOf({ ...draft, createLead: false }).onSubmit?.followUp).toBeNull();
});
