import { Check, InvalidValue, parseDate, parseDecimal, parseEmail, parseLine, parsePhone, parseText } from '@throughline/domain';
import { FormFieldKind, type Form, type FormField } from '../form/form.js';

type ActiveForm = Exclude<Form, { status: 'none' }>;
export type Posted = Readonly<Record<string, string>>;

/** Hidden from people by the page; who fills it in is not one. */
export const honeypot = 'website_url';

/**
 * What a post says, checked against its form; throws InvalidInput with the key of each field. Fields the form does not have are left out: a page may
 * post more than is asked for.
 */
export function readPost(form: ActiveForm, posted: Posted, visit: { readonly query: Posted; readonly referrer?: string }) {
  const check = new Check();
  const values = form.fields.flatMap((field) => {
    const typed = posted[field.key];
    const value = field.required
      ? check.required(field.key, typed, (text) => parseValue(field, text))
      : check.optional(field.key, typed?.trim() ? typed : undefined, (text) => parseValue(field, text));
    return value === undefined ? [] : [{ key: field.key, label: field.label, value, kind: field.kind }];
  });
  check.done();

  const first = (matches: (value: (typeof values)[number]) => boolean) => values.find(matches)?.value ?? '';
  const named = (...names: string[]) => first(({ key }) => names.includes(plain(key)));
  const [given, family] = splitName(named('name', 'fullname', 'yourname'));
  const campaign = campaignOf(posted, visit);
  return {
    values: values.map(({ key, label, value }) => ({ key, label, value })),
    givenName: named('givenname', 'firstname', 'forename') || given,
    familyName: named('familyname', 'lastname', 'surname') || family,
    email: first(({ kind }) => kind === FormFieldKind.EMAIL) || named('email'),
    phone: first(({ kind }) => kind === FormFieldKind.PHONE) || named('phone', 'telephone', 'mobile'),
    company: named('company', 'companyname', 'organisation', 'organization'),
    message:
      named('message', 'comments', 'comment', 'note', 'question', 'concerns') || first(({ kind }) => kind === FormFieldKind.LONG_TEXT),
    country: named('country'),
    industry: named('industry'),
    ...campaign,
    referrer: parseReferrer(visit.referrer),
  };
}

function parseValue({ kind, choices }: FormField, typed: string): string {
  switch (kind) {
    case FormFieldKind.EMAIL:
      return parseEmail(typed);
    case FormFieldKind.PHONE:
      return parsePhone(typed).number;
    case FormFieldKind.NUMBER:
      return parseDecimal(typed);
    case FormFieldKind.DATE:
      return parseDate(typed);
    case FormFieldKind.CHOICE:
      if (!choices.includes(typed.trim())) throw new InvalidValue(`is not one of ${choices.join(', ')}`);
      return typed.trim();
    case FormFieldKind.CHECKBOX:
      return /^(|0|false|no|off)$/i.test(typed.trim()) ? 'no' : 'yes';
    case FormFieldKind.LONG_TEXT:
      return parseText(typed);
    case FormFieldKind.TEXT:
    case FormFieldKind.UNSPECIFIED:
      return parseLine(typed, 1000);
  }
}

/** What the page posts goes before the address it was posted to, and that before the address of the page. */
function campaignOf(posted: Posted, { query, referrer }: { query: Posted; referrer?: string }) {
  const page = referrer && URL.canParse(referrer) ? Object.fromEntries(new URL(referrer).searchParams) : {};
  const utm = (name: string) => tidy(posted[`utm_${name}`] || query[`utm_${name}`] || page[`utm_${name}`]);
  return {
    utmSource: utm('source'),
    utmMedium: utm('medium'),
    utmCampaign: utm('campaign'),
    utmTerm: utm('term'),
    utmContent: utm('content'),
  };
}

const tidy = (text: string | undefined): string =>
  (text ?? '')
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, 200);
const parseReferrer = (referrer: string | undefined): string => (referrer && URL.canParse(referrer) ? tidy(referrer.slice(0, 1000)) : '');
const plain = (key: string): string => key.toLowerCase().replace(/[^a-z]/g, '');

/** "Ada King Lovelace": the last word is the family's. One word is a given name. */
function splitName(name: string): [given: string, family: string] {
  const at = name.lastIndexOf(' ');
  return at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at + 1)];
}
