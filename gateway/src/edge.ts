/** Who answers what beside the graph. `services` are asked in turn: the id of an import does not say which of them holds it. */
export interface Route {
  /** As operators read it. */
  readonly name: string;
  readonly path: RegExp;
  readonly methods: readonly string[];
  readonly services: (kind: string) => readonly string[] | undefined;
  /** Whether the body may have any size. */
  readonly unlimited?: boolean;
  /** Whether only pages of our own may send something here: it needs no sign-in. */
  readonly own?: boolean;
}

const IMPORTERS: Readonly<Record<string, readonly string[]>> = {
  accounts: ['contacts'],
  contacts: ['contacts'],
  leads: ['sales'],
  opportunities: ['sales'],
};

const EXPORTERS: Readonly<Record<string, readonly string[]>> = { ...IMPORTERS, tasks: ['activities'] };

export const routes: readonly Route[] = [
  { name: '/forms/{key}', path: /^\/forms\/([^/]+)$/, methods: ['POST', 'OPTIONS'], services: () => ['marketing'] },
  {
    name: '/imports/{kind}',
    path: /^\/imports\/([a-z-]+)$/,
    methods: ['GET', 'POST'],
    services: (kind) => IMPORTERS[kind],
    unlimited: true,
  },
  { name: '/imports/{id}/errors.csv', path: /^\/imports\/([^/]+)\/errors\.csv$/, methods: ['GET'], services: () => ['contacts', 'sales'] },
  { name: '/exports/{kind}.csv', path: /^\/exports\/([a-z-]+)\.csv$/, methods: ['GET'], services: (kind) => EXPORTERS[kind] },
  { name: '/setup', path: /^\/(setup)$/, methods: ['GET', 'POST'], services: () => ['identity'], own: true },
  { name: '/.well-known/jwks.json', path: /^\/(\.well-known\/jwks\.json)$/, methods: ['GET'], services: () => ['identity'] },
];
