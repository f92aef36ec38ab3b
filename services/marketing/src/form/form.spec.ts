import { describe, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { form, FormFieldKind, type FormFacts } from './form.js';

const given = givenOf(form);
const email = { key: 'email', label: 'E-mail', kind: FormFieldKind.EMAIL, required: true, choices: [] };
const facts: FormFacts = { name: 'Demo', fields: [email], onSubmit: { createLead: true }, allowedOrigins: [] };
const created = { type: 'FormCreated', data: { key: 'demo', ...facts } } as const;

describe('a form', () => {
  it('is made with its fields', () => {
    given([]).when({ type: 'Create', key: 'demo', facts }).then([created]);
  });

  it('has a key of its own', () => {
    given([created])
      .when({ type: 'Create', key: 'demo', facts })
      .thenRefuses({ code: 'BAD_USER_INPUT', fields: { key: 'is used by the form "Demo"' } });
  });

  it('that is archived lets go of its key: the next form of that key takes its place', () => {
    given([created, { type: 'FormArchived', data: {} }])
      .when({ type: 'Create', key: 'demo', facts: { ...facts, name: 'New demo' } })
      .then([
        { type: 'FormRestored', data: {} },
        { type: 'FormChanged', data: { ...facts, name: 'New demo' } },
      ]);
  });

  it('has no field that the edge reads itself, none twice, and choices to choose from', () => {
    const field = (key: string, kind = FormFieldKind.TEXT) => ({ ...email, key, kind });
    given([])
      .when({
        type: 'Create',
        key: 'demo',
        facts: { ...facts, fields: [field('utm_source'), email, email, field('size', FormFieldKind.CHOICE), field('1st')] },
      })
      .thenRefuses({
        code: 'BAD_USER_INPUT',
        fields: {
          'fields.0.key': 'is kept for the edge; choose another key',
          'fields.2.key': 'is used twice: email',
          'fields.3.choices': 'needs at least one choice',
          'fields.4.key': 'must begin with a letter and have letters, digits, _, . and - only',
        },
      });
    given([created])
      .when({ type: 'Change', facts: { fields: [] } })
      .thenRefuses({ code: 'BAD_USER_INPUT', fields: { fields: 'needs at least one field' } });
  });

  it('changes what is given and nothing else', () => {
    given([created])
      .when({ type: 'Change', facts: { name: 'Ask us' } })
      .then([{ type: 'FormChanged', data: { ...facts, name: 'Ask us' } }])
      .andAgainNothing();
  });
});
