import type { Formats } from '../app/formats';

/**
 * What the graph tells of an entry is English; these are its sentences, by the word `activities:told_<key>` that says the same in every language.
 * A sentence that is not among them is shown as it came. `money` is as in `145000.00 EUR`, `day` as in `2026-03-01`: the reader is shown their own way; `role` and
 * `former` are roles on a buying committee, such as `decision maker`.
 */
export const sentences = {
  formFrom: 'Posted the form "{{a}}" from {{b}}',
  form: 'Posted the form "{{a}}"',
  leadFrom: 'Became a lead from {{a}}',
  lead: 'Became a lead',
  leadOwner: 'The lead got an owner',
  leadNoOwner: 'The lead has no owner any more',
  qualified: 'Qualified',
  disqualified: 'Disqualified',
  openedAgain: 'Opened again',
  leadConverted: 'The lead was converted',
  leadArchived: 'The lead was archived',
  leadRestored: 'The lead was restored',
  nameChanged: 'The name changed',
  leadReach: 'E-mail or phone changed',
  leadOrigin: 'Source, campaign, country or industry changed',
  noteChanged: 'The note changed',
  dealOpened: 'Deal opened: {{a}}',
  moved: 'Moved to "{{a}}"',
  won: 'Won: {{a}}',
  lost: 'Lost',
  amountNow: 'Amount is now {{money}}',
  noAmount: 'The amount was taken away',
  closeOn: 'Expected to close on {{day}}',
  noCloseDate: 'The close date was taken away',
  nextStep: 'Next step',
  noNextStep: 'The next step was taken away',
  dealOwner: 'The deal got another owner',
  dealNoOwner: 'The deal has no owner any more',
  dealArchived: 'The deal was archived',
  dealRestored: 'The deal was restored',
  renamedTo: 'Renamed to {{a}}',
  accountOfDeal: 'The account changed',
  contactsOfDeal: 'The contacts changed',
  productsOfDeal: 'The products changed',
  competitors: 'The competitors changed',
  taskIs: 'Task: {{a}}',
  taskCompleted: 'The task was completed',
  taskReopened: 'The task was opened again',
  taskReassigned: 'The task was given to somebody else',
  taskRescheduled: 'The due time changed',
  taskDescribed: 'The task was described anew',
  taskArchived: 'The task was archived',
  taskRestored: 'The task was restored',
  escalatedDay: 'Escalated: overdue for 1 day',
  escalatedDays: 'Escalated: overdue for {{a}} days',
  contactCreated: 'The contact was created',
  workedThere: 'Worked there',
  worksThere: 'Works there',
  leftOn: 'Left on {{day}}',
  contactOwner: 'The contact got another owner',
  contactNoOwner: 'The contact has no owner any more',
  contactArchived: 'The contact was archived',
  contactRestored: 'The contact was restored',
  emailsChanged: 'The e-mails changed',
  phonesChanged: 'The phones changed',
  addressesChanged: 'The addresses changed',
  jobChanged: 'The job title changed',
  languageChanged: 'The language changed',
  handlesChanged: 'The social handles changed',
  tagsChanged: 'The tags changed',
  positionChanged: 'A position changed',
  positionRemoved: 'A position was taken back',
  mainAccount: 'The main account changed',
  accountCreated: 'The account was created',
  accountOwner: 'The account got another owner',
  accountNoOwner: 'The account has no owner any more',
  accountArchived: 'The account was archived',
  accountRestored: 'The account was restored',
  renamedFrom: 'Renamed from {{a}} to {{b}}',
  noDomain: 'The domain is now not known',
  domain: 'The domain is now {{a}}',
  tree: 'Its place in the tree of accounts changed',
  firmographics: 'Industry, size or revenue changed',
  phoneChanged: 'The phone changed',
  addressChanged: 'The address changed',
  committeeJoined: 'Joined the buying committee as {{role}}',
  committeeRole: 'On the buying committee now {{role}}, not {{former}}',
  committeeSupports: 'On the buying committee: supports us',
  committeeNeutral: 'On the buying committee: is neutral',
  committeeOpposes: 'On the buying committee: opposes us',
  committeeUnknown: 'On the buying committee: the stance is not known any more',
  committeeLeft: 'Left the buying committee, was {{role}}',
} as const;

const patterns = Object.entries(sentences).map(([key, sentence]) => {
  const parts = sentence
    .split(/\{\{(\w+)\}\}/)
    .map((part, at) => (at % 2 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : `(?<${part}>.+)`));
  return [key, new RegExp(`^${parts.join('')}$`, 's')] as const;
});

type Translate = (word: string, values: Readonly<Record<string, string>>) => string;

/** What a sentence of the graph says in the reader's language and formats. Undefined: there is no word for it. */
export function toldAs(title: string, t: Translate, formats: Formats): string | undefined {
  for (const [key, pattern] of patterns) {
    const found = pattern.exec(title);
    if (!found) continue;
    const { money, day, role, former, ...values } = found.groups ?? {};
    return t(`activities:told_${key}`, {
      ...values,
      ...(money !== undefined && { money: asMoney(money, formats) }),
      ...(day !== undefined && { day: asDay(day, formats) }),
      ...(role !== undefined && { role: asRole(role, t) }),
      ...(former !== undefined && { former: asRole(former, t) }),
    });
  }
  return undefined;
}

/** As the reader writes it, where it is an amount such as `145000.00 EUR`; else the text itself. */
export function asMoney(text: string, formats: Formats): string {
  const [, amount, currency] = /^(-?\d+(?:\.\d+)?) ([A-Z]{3})$/.exec(text) ?? [];
  return amount !== undefined && currency !== undefined ? formats.money({ amount, currency }) : text;
}

const asDay = (text: string, formats: Formats): string => (/^\d{4}-\d\d-\d\d$/.test(text) ? formats.date(text) : text);

const roles = ['DECISION_MAKER', 'ECONOMIC_BUYER', 'TECHNICAL_BUYER', 'CHAMPION', 'INFLUENCER', 'USER', 'GATEKEEPER', 'BLOCKER'];

function asRole(text: string, t: Translate): string {
  const role = text.toUpperCase().replaceAll(' ', '_');
  return roles.includes(role) ? t(`activities:committee_${role}`, {}) : text;
}
