import type { CreateFormInput, FormFactsFragment, FormFieldKind } from './forms.graphql';
import { newId } from '../app/new-id';

/** A form as somebody edits it. */
export interface FormDraft {
  readonly key: string;
  readonly name: string;
  readonly fields: readonly DraftField[];
  readonly createLead: boolean;
  /** Empty: no task. */
  readonly followUp: string;
  readonly dueInBusinessDays: number;
  readonly thankYou: string;
  readonly redirectTo: string;
  readonly allowedOrigins: readonly string[];
}

export interface DraftField {
  /** Of the draft alone. */
  readonly id: string;
  /** The name it is posted under: pages that have the form send it, so that it stays as it was first saved. */
  readonly key: string;
  readonly isNew: boolean;
  readonly label: string;
  readonly kind: FormFieldKind;
  readonly required: boolean;
  readonly choices: readonly string[];
}

/** What of a lead, and of its contact, a field becomes; it goes by the names that posts are read by. */
export const targets = ['email', 'name', 'givenName', 'familyName', 'phone', 'company', 'message', 'country', 'industry'] as const;
export type Target = (typeof targets)[number];

const kinds: Readonly<Partial<Record<Target, FormFieldKind>>> = { email: 'EMAIL', phone: 'PHONE', message: 'LONG_TEXT' };

const names: readonly (readonly [Target, readonly string[]])[] = [
  ['name', ['name', 'fullname', 'yourname']],
  ['givenName', ['givenname', 'firstname', 'forename']],
  ['familyName', ['familyname', 'lastname', 'surname']],
  ['email', ['email']],
  ['phone', ['phone', 'telephone', 'mobile']],
  ['company', ['company', 'companyname', 'organisation', 'organization']],
  ['message', ['message', 'comments', 'comment', 'note', 'question', 'concerns']],
  ['country', ['country']],
  ['industry', ['industry']],
];

export function targetOf({ key, kind }: Pick<DraftField, 'key' | 'kind'>): Target | undefined {
  if (kind === 'EMAIL') return 'email';
  if (kind === 'PHONE') return 'phone';
  const name = key.toLowerCase().replace(/[^a-z]/g, '');
  return names.find(([, all]) => all.includes(name))?.[0] ?? (kind === 'LONG_TEXT' ? 'message' : undefined);
}

export function newField(fields: readonly DraftField[], label: string, of: Target | FormFieldKind): DraftField {
  const target = targets.find((one) => one === of);
  return {
    id: newId(),
    isNew: true,
    label,
    kind: target ? (kinds[target] ?? 'TEXT') : (of as FormFieldKind),
    required: of === 'email',
    choices: [],
    key: freeKey(fields, target ?? keyOf(label)),
  };
}

/** Another label gives a field that no page posts yet another key, unless it is a part of the lead. */
export function relabelled(field: DraftField, label: string, others: readonly DraftField[]): DraftField {
  const keeps = !field.isNew || targets.some((target) => target === field.key);
  return { ...field, label, key: keeps ? field.key : freeKey(others, keyOf(label)) };
}

/** `reserved`: what the edge reads itself. */
function freeKey(fields: readonly DraftField[], wanted: string): string {
  const free = /^(utm_|_|website_url$)/.test(wanted) ? `field_${wanted}` : wanted;
  for (let number = 1; ; number++) {
    const key = number === 1 ? free : `${free}${number}`;
    if (fields.every((field) => field.key !== key)) return key;
  }
}

/** `Größe der Firma?` is `groesse_der_firma`. */
function keyOf(label: string): string {
  const key = slug(label, '_');
  return /^[a-z]/.test(key) ? key.slice(0, 60) : `field_${key}`.slice(0, 60).replace(/_$/, '');
}

export function slug(text: string, separator: '-' | '_' = '-'): string {
  const german: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };
  return text
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => german[letter]!)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, separator)
    .replace(new RegExp(`^${separator}+|${separator}+$`, 'g'), '');
}

export function moved<Item>(items: readonly Item[], from: number, to: number): readonly Item[] {
  const others = items.filter((_, at) => at !== from);
  return [...others.slice(0, to), items[from]!, ...others.slice(to)];
}

export function draftOf(form: FormFactsFragment): FormDraft {
  const { key, name, onSubmit, allowedOrigins } = form;
  return {
    key,
    name,
    // By its place, so that the same form gives the same draft.
    fields: form.fields.map((field, at) => ({ ...field, id: `${at} ${field.key}`, isNew: false })),
    createLead: onSubmit.createLead,
    followUp: onSubmit.followUp?.title ?? '',
    dueInBusinessDays: onSubmit.followUp?.dueInBusinessDays ?? 1,
    thankYou: onSubmit.thankYou ?? '',
    redirectTo: onSubmit.redirectTo ?? '',
    allowedOrigins,
  };
}

export function inputOf(draft: FormDraft): CreateFormInput {
  const { key, name, fields, createLead, followUp, dueInBusinessDays, thankYou, redirectTo, allowedOrigins } = draft;
  return {
    key: key || slug(name),
    name,
    fields: fields.map(({ key: posted, label, kind, required, choices }) => ({ key: posted, label, kind, required, choices })),
    onSubmit: {
      createLead,
      thankYou: thankYou.trim() || null,
      redirectTo: redirectTo.trim() || null,
      followUp: createLead && followUp.trim() ? { title: followUp.trim(), dueInBusinessDays } : null,
    },
    allowedOrigins,
  };
}
