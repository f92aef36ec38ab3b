/** Who answers what beside the graph. `services` are asked in turn: the id of an import does not say which of them holds it. */
export interface Route {
  readonly path: RegExp;
  readonly methods: readonly string[];
  readonly services: (kind: string) => readonly string[] | undefined;
  /** Whether the body may have any size. */
  readonly unlimited?: boolean;
}

const IMPORTERS: Readonly<Record<string, readonly string[]>> = {
  accounts: ['contacts'],
  contacts: ['contacts'],
  leads: ['sales'],
  opportunities: ['sales'],
};

const EXPORTERS: Readonly<Record<string, readonly string[]>> = { ...IMPORTERS, tasks: ['activities'] };

export const routes: readonly Route[] = [
  { path: /^\/forms\/([^/]+)$/, methods: ['POST', 'OPTIONS'], services: () => ['marketing'] },
  { path: /^\/imports\/([a-z-]+)$/, methods: ['POST'], services: (kind) => IMPORTERS[kind], unlimited: true },
  { path: /^\/imports\/([^/]+)\/errors\.csv$/, methods: ['GET'], services: () => ['contacts', 'sales'] },
  { path: /^\/exports\/([a-z-]+)\.csv$/, methods: ['GET'], services: (kind) => EXPORTERS[kind] },
  { path: /^\/(\.well-known\/jwks\.json)$/, methods: ['GET'], services: () => ['identity'] },
];
