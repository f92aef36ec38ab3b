/*
 * Brightwater, a maker of sensors and software for water works, as data: the same at every start but for its dates, which are told in days before and
 * after today. Nobody here exists: addresses end in .example, phones are of the range kept for fiction.
 */

const today = Date.now();
const daysAgo = (days: number): string => new Date(today - days * 86_400_000).toISOString().slice(0, 10);
const at = (daysBefore: number, hour: number): string => `${daysAgo(daysBefore)}T${String(hour).padStart(2, '0')}:00:00Z`;
/** The nth of a list that begins again at its end. */
const nth = <T>(list: readonly T[], n: number): T => list[n % list.length]!;
const number = (n: number): string => String(n + 1).padStart(3, '0');

export const teams: readonly { name: string; parent?: string }[] = [
  { name: 'Brightwater' },
  { name: 'Brightwater Sales North', parent: 'Brightwater' },
  { name: 'Brightwater Sales South', parent: 'Brightwater' },
  { name: 'Brightwater Marketing', parent: 'Brightwater' },
];

const person = (name: string, team: string, role = 'MEMBER') => ({
  name,
  team: `Brightwater${team && ` ${team}`}`,
  role,
  email: `${name.toLowerCase().replace(' ', '.')}@brightwater.example`,
});

export const people = [
  person('Helena Brandt', '', 'MANAGER'),
  person('Tomas Eriksen', 'Sales North', 'MANAGER'),
  person('Freya Nilsson', 'Sales North'),
  person('Oskar Lind', 'Sales North'),
  person('Lucia Ferrante', 'Sales South', 'MANAGER'),
  person('Mateo Rojas', 'Sales South'),
  person('Ines Duarte', 'Sales South'),
  person('Priya Raman', 'Marketing'),
];

export const reps = ['Freya Nilsson', 'Oskar Lind', 'Mateo Rojas', 'Ines Duarte'];

export const products = [
  { name: 'Flow sensor S1', code: 'S1', family: 'Sensors', price: '390' },
  { name: 'Flow sensor S5', code: 'S5', family: 'Sensors', price: '1150' },
  { name: 'Gateway G2', code: 'G2', family: 'Gateways', price: '2400' },
  { name: 'Leak watch, yearly', code: 'LW', family: 'Software', price: '6000' },
  { name: 'Network planner, yearly', code: 'NP', family: 'Software', price: '14500' },
];

const places = [
  ['Hamburg', 'Germany'],
  ['Aarhus', 'Denmark'],
  ['Bergen', 'Norway'],
  ['Göteborg', 'Sweden'],
  ['Utrecht', 'Netherlands'],
  ['Porto', 'Portugal'],
  ['Valencia', 'Spain'],
  ['Bologna', 'Italy'],
] as const;

/** A name, and for a subsidiary the name of its parent. */
const companies: readonly (readonly [string, string?])[] = [
  ['Nordvand Group'],
  ['Nordvand Aarhus', 'Nordvand Group'],
  ['Nordvand Bergen', 'Nordvand Group'],
  ['Alster Stadtwerke'],
  ['Elbe Wasserbau'],
  ['Fjordkraft Teknikk'],
  ['Västra Vatten'],
  ['Polder & Dijk'],
  ['Maas Meetbedrijf', 'Polder & Dijk'],
  ['Águas do Douro'],
  ['Ribeira Engenharia', 'Águas do Douro'],
  ['Aigua Llevant'],
  ['Hidráulica Turia'],
  ['Acquedotto Reno'],
  ['Savena Impianti', 'Acquedotto Reno'],
  ['Kieler Hafenbetriebe'],
  ['Lindholm Bryggeri'],
  ['Sundsvall Pulp'],
  ['Rotterdam Cold Store'],
  ['Tejo Alimentos'],
  ['Casa Verde Hotels'],
  ['Monte Fresco Dairy'],
  ['Apennin Terme'],
  ['Baltic Greenhouses'],
  ['Oresund Campus'],
  ['Hansa Klinik'],
  ['Skagen Camping'],
  ['Veluwe Waterpark'],
  ['Costa Clara Golf'],
  ['Emilia Ceramics'],
  ['Hallig Inselwerke'],
  ['Drammen Kommune'],
  ['Malmö Fastigheter'],
  ['Delta Tuinbouw'],
  ['Lisboa Ginásios'],
  ['Sagunto Steel'],
  ['Ferrara Frutta'],
  ['Jütland Molkerei'],
  ['Telemark Data Center'],
  ['Zeeland Aquaculture'],
];

const industries = [
  'Water utility',
  'Water utility',
  'Engineering',
  'Food and drink',
  'Hospitality',
  'Property',
  'Industry',
  'Public sector',
];

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[^\p{ASCII}]/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');
const ownerOf = (n: number): string => nth(reps, n);

export const accounts = companies.map(([name, parentName], n) => ({
  externalId: `demo-account-${number(n)}`,
  name,
  parentName,
  domain: `${plain(name)}.example`,
  industry: nth(industries, n),
  employees: 12 + ((n * 137) % 1900),
  annualRevenue: 800_000 + ((n * 7_310_000) % 64_000_000),
  phone: `+44 20 7946 ${String(n).padStart(4, '0')}`,
  city: nth(places, n)[0],
  country: nth(places, n)[1],
  ownerName: ownerOf(n),
  tags: n % 5 === 0 ? 'key account' : n % 7 === 0 ? 'reference' : '',
}));

const given = [
  'Anna',
  'Björn',
  'Carla',
  'Dirk',
  'Elif',
  'Fredrik',
  'Giulia',
  'Hugo',
  'Inga',
  'Jonas',
  'Klara',
  'Luís',
  'Marta',
  'Nils',
  'Olivia',
];
const family = [
  'Andersen',
  'Bakker',
  'Costa',
  'Dahl',
  'Esposito',
  'Friis',
  'García',
  'Hoffmann',
  'Ibsen',
  'Jansen',
  'Krüger',
  'Lund',
  'Moretti',
  'Nunes',
  'Olsen',
  'Pires',
];
const titles = ['Head of operations', 'Purchasing manager', 'Maintenance engineer'];

export const contacts = accounts.flatMap((account, n) =>
  titles.map((title, m) => {
    const index = n * titles.length + m;
    const [givenName, familyName] = [nth(given, index), nth(family, index)];
    return {
      externalId: `demo-contact-${number(index)}`,
      givenName,
      familyName,
      title,
      email: `${plain(givenName)}.${plain(familyName)}@${account.domain}`,
      phone: `+44 20 7946 ${String(100 + index).padStart(4, '0')}`,
      accountName: account.name,
      city: account.city,
      country: account.country,
      ownerName: account.ownerName,
    };
  }),
);

/** Who decides at the companies that a deal is with. */
export const committees = accounts.flatMap(({ externalId: account }, n) =>
  n % 2 === 0
    ? [
        ['DECISION_MAKER', n % 3 === 0 ? 'SUPPORTS' : 'NEUTRAL'],
        ['ECONOMIC_BUYER', null],
        [n % 5 === 0 ? 'BLOCKER' : 'TECHNICAL_BUYER', n % 5 === 0 ? 'OPPOSES' : 'SUPPORTS'],
      ].map(([role, stance], m) => ({ account, contact: `demo-contact-${number(n * titles.length + m)}`, role, stance }))
    : [],
);

const sources = ['website', 'trade fair', 'referral', 'pricing-page', 'webinar'];
const asks = [
  'Loses a fifth of the water between plant and meters and does not know where.',
  'Asked for a quote for forty sensors, delivery before the summer.',
  'Saw the leak watch at the fair, wants a trial on one district.',
  'Wants to know whether the gateway speaks to the control room they have.',
  'Downloaded the guide to pressure zones.',
];

export const leads = Array.from({ length: 24 }, (_, n) => ({
  externalId: `demo-lead-${number(n)}`,
  givenName: nth(given, n * 7 + 3),
  familyName: nth(family, n * 5 + 2),
  company: `${nth(['Stadt', 'Villa', 'Port', 'Nova', 'Berg', 'Campo'], n)} ${nth(['Waterworks', 'Laundry', 'Brewery', 'Hospital'], n)} ${nth(places, n + 1)[0]}`,
  email: `${plain(nth(given, n * 7 + 3))}.${plain(nth(family, n * 5 + 2))}${n}@lead.example`,
  source: nth(sources, n),
  campaign: n % 3 === 0 ? 'Autumn leak check' : '',
  country: nth(places, n + 1)[1],
  note: nth(asks, n),
  ownerName: ownerOf(n),
}));

/** The rest of the leads are new. */
export const leadSteps = leads.slice(0, 14).map(({ externalId: lead }, n) => ({
  lead,
  becomes: n < 6 ? 'QUALIFIED' : n < 10 ? 'DISQUALIFIED' : 'CONVERTED',
  reason: nth(['No budget this year', 'Went with a competitor', 'Wrong region', 'No answer'], n),
}));

/** 18 won and 12 lost over the past year, 30 open over the pipeline's stages. */
export function deals(openStages: readonly string[]) {
  return Array.from({ length: 60 }, (_, n) => {
    const account = nth(accounts, n * 7);
    const product = nth(products, n);
    const began = 330 - n * 5;
    const outcome = n < 30 ? (n % 5 < 3 ? 'WON' : 'LOST') : 'OPEN';
    const closed = { closedOn: daysAgo(began - 20 - ((n * 13) % 60)), ...(outcome === 'LOST' && { lostReason: nth(lostReasons, n) }) };
    const open = {
      stageName: nth(openStages, n),
      stageEnteredOn: daysAgo(Math.max(1, began - 10 - ((n * 7) % 25))),
      closeDate: daysAgo(((n * 11) % 40) - 60),
      nextStep: nth(['Send the proposal', 'Visit the plant', 'Wait for the budget', 'Agree on the trial district'], n),
    };
    return {
      externalId: `demo-deal-${number(n)}`,
      name: `${account.name}: ${product.name}`,
      accountName: account.name,
      productName: product.name,
      ownerName: account.ownerName,
      amount: Number(product.price) * (1 + ((n * 3) % 12)),
      createdOn: daysAgo(began),
      outcome,
      ...(outcome === 'OPEN' ? open : closed),
    };
  });
}

const lostReasons = ['Price', 'Competitor', 'No decision', 'Timing'];
const dealIds = Array.from({ length: 60 }, (_, n) => ({
  deal: `demo-deal-${number(n)}`,
  contact: `demo-contact-${number(((n * 7) % 40) * 3)}`,
}));

export const dealContacts = dealIds;

const said = [
  ['CALL', 'First call', 'They read meters by hand twice a year. Interested in hourly readings, worried about the batteries in winter.'],
  ['MEETING', 'Plant visit', 'Walked the north line with the maintenance crew. Two places where a sensor can go without digging.'],
  ['NOTE', 'Budget', 'Budget round is in spring; the council decides. A trial under 10,000 needs no tender.'],
  ['EMAIL', 'Proposal sent', 'Sent the proposal with the three-year price. They compare it with one other offer.'],
  ['CALL', 'Questions on the contract', 'Legal asks where the data is kept and for how long. Promised an answer this week.'],
  ['NOTE', 'Reference', 'Would talk to a utility of the same size that has used it for a year.'],
] as const;

export const activities = dealIds.flatMap(({ deal, contact }, n) =>
  [n, n + 2].slice(0, n % 2 === 0 ? 2 : 1).map((k, m) => {
    const [kind, subject, body] = nth(said, k);
    return {
      kind,
      subject,
      body,
      about: [deal, contact],
      at: at(2 + ((n * 5 + m * 9) % 120), 8 + (n % 9)),
      durationMinutes: kind === 'CALL' || kind === 'MEETING' ? 15 + (n % 4) * 15 : null,
    };
  }),
);

export const tasks = dealIds.slice(30, 54).map(({ deal, contact }, n) => ({
  title: nth(['Call back', 'Prepare the proposal', 'Ask for the plant’s drawings', 'Confirm the trial’s dates'], n),
  body: nth(['They asked on the last call.', 'With the yearly price and without.', null, null], n),
  dueAt: at(5 - n, 15),
  about: n % 2 === 0 ? [deal, contact] : [deal],
  assignee: nth(accounts, (30 + n) * 7).ownerName,
  done: n % 6 === 0,
}));

export const form = {
  key: 'brightwater-demo',
  name: 'Brightwater demo request',
  fields: [
    { key: 'name', label: 'Your name', required: true },
    { key: 'email', label: 'E-mail', kind: 'EMAIL', required: true },
    { key: 'company', label: 'Company' },
    { key: 'message', label: 'What would you like to see?', kind: 'LONG_TEXT' },
  ],
  onSubmit: { createLead: true, followUp: { title: 'Call about the demo', dueInBusinessDays: 1 } },
};

export const rule = { name: 'Brightwater pricing page', when: { source: 'pricing-page' }, strategy: 'ROUND_ROBIN' };
