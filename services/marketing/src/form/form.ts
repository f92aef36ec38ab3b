import type { EventInitOf, EventOf } from '@throughline/contracts';
import { FormEventSchema, FormFieldKind } from '@throughline/contracts/marketing';
import { InvalidInput, NotFound, RuleViolated, type Decider } from '@throughline/decider';

export { FormFieldKind };

export interface FormFacts {
  readonly name: string;
  readonly fields: readonly FormField[];
  readonly onSubmit: OnSubmit;
  /** Empty: every origin. */
  readonly allowedOrigins: readonly string[];
}

export interface FormField {
  readonly key: string;
  readonly label: string;
  readonly kind: FormFieldKind;
  readonly required: boolean;
  readonly choices: readonly string[];
}

export interface OnSubmit {
  readonly createLead: boolean;
  readonly followUp?: { readonly title: string; readonly dueInBusinessDays: number };
  /** What visitors read when they have posted. */
  readonly thankYou?: string;
  /** Where they are taken instead. */
  readonly redirectTo?: string;
}

// ---- Commands -----------------------------------------------------------------------------------------------------

export type FormCommand =
  | { type: 'Create'; key: string; facts: FormFacts }
  | { type: 'Change'; facts: Partial<FormFacts> }
  | { type: 'Archive' }
  | { type: 'Restore' };

// ---- State --------------------------------------------------------------------------------------------------------

export type Form = { readonly status: 'none' } | ({ readonly status: 'active' | 'archived'; readonly key: string } & FormFacts);

export type FormEvent = EventOf<typeof FormEventSchema>;
type FormEventInit = EventInitOf<typeof FormEventSchema>;

// ---- Decide -------------------------------------------------------------------------------------------------------

/** Read by the edge, so not for a field of the form: the honeypot, and where the visit came from. */
const RESERVED = /^(utm_.*|_.*|website_url)$/;

function decide(command: FormCommand, state: Form): readonly FormEventInit[] {
  if (command.type === 'Create') {
    // The id is made from the key, so a stream that is there is another form of that key; an archived one has let go of it.
    if (state.status === 'active') throw new InvalidInput({ key: `is used by the form "${state.name}"` });
    checkFields(command.facts.fields);
    if (state.status === 'archived')
      return [
        { type: 'FormRestored', data: {} },
        { type: 'FormChanged', data: toEvent(command.facts) },
      ];
    return [{ type: 'FormCreated', data: { key: command.key, ...toEvent(command.facts) } }];
  }
  if (state.status === 'none') throw new NotFound('form');
  switch (command.type) {
    case 'Change': {
      if (state.status === 'archived') throw new RuleViolated('record.archived', 'This form is archived: restore it first.');
      const next = { ...factsOf(state), ...command.facts };
      if (JSON.stringify(next) === JSON.stringify(factsOf(state))) return [];
      checkFields(next.fields);
      return [{ type: 'FormChanged', data: toEvent(next) }];
    }
    case 'Archive':
      return state.status === 'archived' ? [] : [{ type: 'FormArchived', data: {} }];
    case 'Restore':
      return state.status === 'active' ? [] : [{ type: 'FormRestored', data: {} }];
  }
}

function checkFields(fields: readonly FormField[]): void {
  const problems: Record<string, string> = {};
  const seen = new Set<string>();
  fields.forEach(({ key, kind, choices }, i) => {
    if (!/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(key))
      problems[`fields.${i}.key`] = 'must begin with a letter and have letters, digits, _, . and - only';
    if (RESERVED.test(key)) problems[`fields.${i}.key`] = 'is kept for the edge; choose another key';
    if (seen.has(key)) problems[`fields.${i}.key`] = `is used twice: ${key}`;
    seen.add(key);
    if (kind === FormFieldKind.CHOICE && choices.length === 0) problems[`fields.${i}.choices`] = 'needs at least one choice';
  });
  if (fields.length === 0) problems['fields'] = 'needs at least one field';
  if (fields.length > 100) problems['fields'] = 'has more than 100 fields';
  if (Object.keys(problems).length) throw new InvalidInput(problems);
}

// ---- Evolve -------------------------------------------------------------------------------------------------------

function evolve(state: Form, { type, data }: FormEvent): Form {
  if (type === 'FormCreated') return { status: 'active', key: data.key, ...fromEvent(data) };
  if (state.status === 'none') return state;
  switch (type) {
    case 'FormChanged':
      return { ...state, ...fromEvent(data) };
    case 'FormArchived':
      return { ...state, status: 'archived' };
    case 'FormRestored':
      return { ...state, status: 'active' };
  }
}

export const form = {
  category: 'form',
  events: FormEventSchema,
  initialState: { status: 'none' } as Form,
  decide,
  evolve,
} satisfies Decider<Form, FormCommand, FormEvent, FormEventInit> & { events: unknown };

const factsOf = ({ name, fields, onSubmit, allowedOrigins }: FormFacts): FormFacts => ({ name, fields, onSubmit, allowedOrigins });

const toEvent = ({ name, fields, onSubmit, allowedOrigins }: FormFacts) => ({
  name,
  fields: fields.map((field) => ({ ...field, choices: [...field.choices] })),
  onSubmit,
  allowedOrigins: [...allowedOrigins],
});

/** As the decider and the view keep what an event says of a form. */
export function fromEvent(data: Omit<FormFacts, 'onSubmit'> & { onSubmit?: OnSubmit }): FormFacts {
  const { followUp, thankYou, redirectTo } = data.onSubmit ?? {};
  return {
    name: data.name,
    fields: data.fields.map(({ key, label, kind, required, choices }) => ({ key, label, kind, required, choices })),
    onSubmit: {
      createLead: data.onSubmit?.createLead ?? false,
      ...(followUp && { followUp: { title: followUp.title, dueInBusinessDays: followUp.dueInBusinessDays } }),
      ...(thankYou && { thankYou }),
      ...(redirectTo && { redirectTo }),
    },
    allowedOrigins: data.allowedOrigins,
  };
}
