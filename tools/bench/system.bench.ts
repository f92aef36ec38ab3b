import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GraphClient } from './graph-client.js';
import { compared, measured, median, type Benchmark, type Result } from './harness.js';
import { tree } from './processes.js';
import { administrator, hasEnded, startProduct, startTestPostgres, stopProduct } from '@throughline/test-kit';

const run = promisify(execFile);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 3);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const PEOPLE = Number(process.env['BENCH_CONTACTS'] ?? 100_000);

/**
 * The whole product in its one process, as `npm start` runs it: a command through the gateway, lists, filters and search over many contacts, imports,
 * memory and start. CPU is that of all its processes together; the clients' own is not in it.
 */
const system: Benchmark = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const results: Result[] = [];
  let product = await Product.start(folder);
  try {
    results.push(...(await commands(product)));
    results.push(...(await imports(product)));
    results.push(...(await reading(product)));
    await product.stop();
    const starts = [];
    for (let i = 0; i < 3; i++) {
      product = await Product.start(folder);
      starts.push(product.startSeconds);
      if (i === 2) {
        await pause(10_000);
        results.push(
          measured({ name: 'memory, idle after a start, all processes', unit: 'MB', goal: { atMost: 600 } }, [product.memory()]),
        );
      }
      await product.stop();
    }
    results.push(measured({ name: 'start on an installed clone, to ready', unit: 's', goal: { atMost: 10 } }, starts));
    return results;
  } finally {
    await product.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};
export default system;

// ---- A command through the gateway --------------------------------------------------------------------------------

async function commands(product: Product): Promise<Result[]> {
  const raw = await rawInserts();
  const results: Result[] = [];
  const bare = () => product.send('{ __typename }');
  const create = () => product.send(CREATE, { input: aContact() });
  const { move, stay: noop } = await aDealThatMoves(product);
  for (const clients of [1, 8, 32]) {
    const figures = new Map<string, Load[]>();
    const inserts: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [name, operation] of Object.entries({ bare, noop, create, move })) {
        const load = await product.load(clients, operation);
        if (round > 0) figures.set(name, [...(figures.get(name) ?? []), load]);
      }
      const inserted = await raw.insert(clients);
      if (round > 0) inserts.push(inserted);
    }
    for (const [name, title] of [
      ['create', 'createContact'],
      ['move', 'moveOpportunity'],
    ] as const) {
      const loads = figures.get(name)!;
      const of = (pick: (load: Load) => number) => loads.map(pick);
      const label = `${title}, ${clients} client${clients > 1 ? 's' : ''}`;
      results.push(
        compared(
          {
            name: `${label}: per second`,
            unit: '/s',
            reference: `raw single-row inserts (${raw.kind}) a second`,
            goal: { atLeast: 1 / 20 },
          },
          of(({ perSecond }) => perSecond),
          inserts,
        ),
        measured(
          { name: `${label}: p50`, unit: 'ms' },
          of(({ p50 }) => p50),
        ),
        measured(
          { name: `${label}: p99`, unit: 'ms' },
          of(({ p99 }) => p99),
        ),
        measured(
          { name: `${label}: CPU to acknowledgement`, unit: 'ms', goal: { atMost: 4 } },
          of(({ cpu }) => cpu),
        ),
        measured(
          { name: `${label}: CPU with all views drained`, unit: 'ms', goal: { atMost: 7 } },
          of(({ drainedCpu }) => drainedCpu),
        ),
      );
    }
    results.push(
      measured(
        { name: `a query of nothing, ${clients} clients: CPU`, unit: 'ms' },
        figures.get('bare')!.map(({ cpu }) => cpu),
      ),
      measured(
        { name: `a mutation that decides nothing, ${clients} clients: CPU to acknowledgement`, unit: 'ms' },
        figures.get('noop')!.map(({ cpu }) => cpu),
      ),
    );
  }
  await raw.close();
  return results;
}

const CREATE = 'mutation($input: CreateContactInput!) { createContact(input: $input) { contact { id } } }';
let made = 0;
const aContact = () => {
  const n = ++made;
  return {
    givenName: `Given${n}`,
    familyName: `Family${n % 5000}`,
    emails: [{ address: `person${n}@example${n % 100}.com` }],
    title: 'Buyer',
  };
};

/** Deals that go back and forth between two stages: many, since each keeps its history and one that has moved a thousand times is no deal. */
async function aDealThatMoves(product: Product) {
  const { pipelines } = await product.graph('{ pipelines { edges { node { id stages { id name requiredFields category } } } } }');
  const [pipeline] = pipelines.edges.map(({ node }: { node: unknown }) => node);
  const [from, to] = pipeline.stages.filter(
    (stage: { requiredFields: string[]; category: string }) => stage.requiredFields.length === 0 && stage.category === 'OPEN',
  );
  const deals: { id: string; there: boolean }[] = [];
  const create = 'mutation($input: CreateOpportunityInput!) { createOpportunity(input: $input) { opportunity { id } } }';
  for (let i = 0; i < 800; i += 20) {
    const made = Array.from({ length: 20 }, (_, j) =>
      product.graph(create, { input: { name: `Deal ${i + j}`, pipelineId: pipeline.id, stageId: from.id } }),
    );
    for (const { createOpportunity } of await Promise.all(made)) deals.push({ id: createOpportunity.opportunity.id, there: false });
  }
  const moveTo = (id: string, stageId: string) =>
    product.send('mutation($input: MoveOpportunityInput!) { moveOpportunity(input: $input) { opportunity { id revision } } }', {
      input: { id, stageId },
    });
  const move = async () => {
    const deal = deals.shift()!;
    await moveTo(deal.id, deal.there ? from.id : to.id);
    deals.push({ id: deal.id, there: !deal.there });
  };
  /** To the stage where it is. */
  const stay = async () => {
    const deal = deals.shift()!;
    await moveTo(deal.id, deal.there ? to.id : from.id);
    deals.push(deal);
  };
  return { move, stay };
}

// ---- Imports ------------------------------------------------------------------------------------------------------

async function imports(product: Product): Promise<Result[]> {
  const member = await product.member();
  const alone = await anImport(product, PEOPLE, member.email);
  const create = () => product.send(CREATE, { input: aContact() });
  const quiet = await product.load(1, create);
  const during: number[] = [];
  const beside = await anImport(product, PEOPLE / 10, member.email, async () => {
    const asked = performance.now();
    await create();
    during.push(performance.now() - asked);
  });
  during.sort((a, b) => a - b);
  const of = `import of ${PEOPLE} contacts with accounts`;
  const goal = { atMost: 2 };
  const reference = 'that without an import';
  return [
    measured({ name: `${of}: appended`, unit: 'rows/s', goal: { atLeast: 3000 } }, [alone.appended]),
    measured({ name: `${of}: visible in lists`, unit: 'rows/s', goal: { atLeast: 1500 } }, [alone.visible]),
    measured({ name: `import beside one client who creates a contact every 100 ms: visible in lists`, unit: 'rows/s' }, [beside.visible]),
    measured({ name: 'createContact beside an import: p50', unit: 'ms' }, [median(during)]),
    compared(
      { name: 'createContact beside an import: p99', unit: 'ms', reference, goal },
      [during[Math.floor(during.length * 0.99)]!],
      [quiet.p99],
    ),
  ];
}

let imported = 0;

/** Rows a second until all were appended, and until all were in the lists, of which `member` owns one in a hundred. `meanwhile` runs ten times a second. */
async function anImport(product: Product, people: number, member: string, meanwhile?: () => Promise<void>) {
  const lines = ['given,family,email,phone,title,account,owner'];
  for (const end = imported + people; imported < end; imported++) {
    const owner = imported % 100 === 0 ? member : product.email;
    const email = `import${imported}@example${imported % 1000}.org`;
    lines.push(`Name${imported % 997},Surname${imported},${email},+4930${1_000_000 + imported},Buyer,Company ${imported % 2000},${owner}`);
  }
  const mapping = {
    given: 'givenName',
    family: 'familyName',
    email: 'email',
    phone: 'phone',
    title: 'title',
    account: 'accountName',
    owner: 'ownerEmail',
  };
  const started = performance.now();
  let appended = 0;
  await product.import('contacts', lines, { mapping, createMissing: ['accountName'] }, async (rows) => {
    if (rows >= people) appended ||= performance.now();
    await meanwhile?.();
  });
  const visible = performance.now();
  const perSecond = (until: number): number => people / ((until - started) / 1000);
  return { appended: perSecond(appended || visible), visible: perSecond(visible) };
}

// ---- Lists, filters and search ------------------------------------------------------------------------------------

async function reading(product: Product): Promise<Result[]> {
  const member = await product.member();
  await product.drained();
  const list =
    '{ contacts(first: 60, orderBy: [{ field: familyName }]) { edges { node { id givenName familyName title account { id name } } } } }';
  const filtered = () =>
    `{ contacts(first: 60, filter: { familyName: { startsWith: "Surname${Math.floor(Math.random() * 900) + 100}" } }, orderBy: [{ field: familyName }]) { edges { node { id } } totalCount } }`;
  const word = () => `{ search(text: "Surname${Math.floor(Math.random() * PEOPLE)}") { id kind title } }`;
  const typo = () => `{ search(text: "Surnme${Math.floor(Math.random() * PEOPLE)}") { id kind title } }`;
  const email = () => `{ search(text: "import${Math.floor(Math.random() * PEOPLE)}@") { id } }`;
  const results: Result[] = [];
  for (const [who, token] of [
    ['an admin', product.token],
    ['a member who sees 1 %', member.token],
  ] as const) {
    const loads = async (query: () => string) => {
      const rounds: Load[] = [];
      for (let round = 0; round <= ROUNDS; round++) {
        const load = await product.load(4, () => product.send(query(), {}, token), { reads: true });
        if (round > 0) rounds.push(load);
      }
      return rounds;
    };
    const lists = await loads(() => list);
    results.push(
      measured(
        { name: `60 contacts with their accounts by name, for ${who}: CPU`, unit: 'ms', goal: { atMost: 5 } },
        lists.map(({ cpu }) => cpu),
      ),
      measured(
        { name: `60 contacts with their accounts by name, for ${who}: p99, 4 clients`, unit: 'ms' },
        lists.map(({ p99 }) => p99),
      ),
      measured(
        { name: `60 contacts by the beginning of a name with count, for ${who}: CPU`, unit: 'ms' },
        (await loads(filtered)).map(({ cpu }) => cpu),
      ),
    );
    for (const field of ['email', 'createdAt', 'updatedAt']) {
      const ordered = `{ contacts(first: 60, filter: { title: { eq: "Buyer" } }, orderBy: [{ field: ${field}, direction: DESC }]) { edges { node { id } } } }`;
      results.push(
        measured(
          { name: `60 contacts of a title by ${field}, for ${who}: CPU`, unit: 'ms' },
          (await loads(() => ordered)).map(({ cpu }) => cpu),
        ),
      );
    }
    for (const [what, query] of [
      ['a name', word],
      ['a name with a typo', typo],
      ['an e-mail', email],
    ] as const) {
      results.push(
        measured(
          { name: `search for ${what}, for ${who}: p99, 4 clients`, unit: 'ms', goal: { atMost: 50 } },
          (await loads(query)).map(({ p99 }) => p99),
        ),
      );
    }
  }
  return results;
}

// ---- The product under load ---------------------------------------------------------------------------------------

interface Load {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds an operation, in all processes, until the last was acknowledged. */
  readonly cpu: number;
  /** And until nothing was left to do for anybody. */
  readonly drainedCpu: number;
}

class Product extends GraphClient {
  readonly email = administrator.email;
  readonly password = administrator.password;
  private people?: Promise<{ email: string; token: string }>;

  private constructor(
    private readonly running: Awaited<ReturnType<typeof startProduct>>,
    readonly startSeconds: number,
  ) {
    super(running.url);
  }

  static async start(folder: string): Promise<Product> {
    const started = performance.now();
    const running = await startProduct(folder, { environment: { NODE_ENV: 'production' } });
    const product = new Product(running, (performance.now() - started) / 1000);
    await product.signIn();
    return product;
  }

  async stop(): Promise<void> {
    this.close();
    if (!hasEnded(this.running)) await stopProduct(this.running);
  }

  /** `operation` again and again by so many clients at once. */
  async load(clients: number, operation: () => Promise<unknown>, { reads = false } = {}): Promise<Load> {
    const times: number[] = [];
    const cpuBefore = this.cpu();
    const started = performance.now();
    const end = started + SECONDS * 1000;
    await Promise.all(
      Array.from({ length: clients }, async () => {
        for (let asked = performance.now(); asked < end; asked = performance.now()) {
          await operation();
          times.push(performance.now() - asked);
        }
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    const cpu = ((this.cpu() - cpuBefore) * 1000) / times.length;
    if (!reads) await this.drained();
    const drainedCpu = ((this.cpu() - cpuBefore) * 1000) / times.length;
    times.sort((a, b) => a - b);
    return { perSecond: times.length / seconds, p50: median(times), p99: times[Math.floor(times.length * 0.99)]!, cpu, drainedCpu };
  }

  /** When no process has had work to do for a while, everything has arrived everywhere. Looking after leases and the like takes a few percent. */
  async drained(): Promise<void> {
    for (let idle = 0; idle < 4;) {
      const before = this.cpu();
      await pause(250);
      idle = this.cpu() - before < 0.045 ? idle + 1 : 0;
    }
  }

  /** Somebody in a team of their own. */
  member(): Promise<{ email: string; token: string }> {
    return (this.people ??= (async () => {
      const email = 'member@example.com';
      const { createTeam } = await this.graph('mutation { createTeam(input: { name: "Own" }) { team { id } } }');
      const input = { email, name: 'Member', password: this.password, teamId: createTeam.team.id, role: 'MEMBER' };
      await this.graph('mutation($input: CreateUserInput!) { createUser(input: $input) { user { id } } }', { input });
      const { signIn } = await this.graph('mutation($input: SignInInput!) { signIn(input: $input) { accessToken } }', {
        input: { email, password: this.password },
      });
      return { email, token: signIn.accessToken as string };
    })());
  }

  private cpu(): number {
    return tree(this.running.process.pid!).reduce((sum, { seconds }) => sum + seconds, 0);
  }

  /** Proportional set size: what is shared is counted once. */
  memory(): number {
    const kilobytes = tree(this.running.process.pid!).map(({ pid }) => {
      try {
        return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
      } catch {
        // It has ended since.
        return 0;
      }
    });
    return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
  }
}

/** The cheapest durable write there is on the same kind of server: `pgbench`, or a loop in Node where there is none. */
async function rawInserts() {
  const server = await startTestPostgres({ durable: true });
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: server.url() });
  await client.connect();
  await client.query('create table raw (id bigserial primary key, stream uuid, revision int, data jsonb, unique (stream, revision))');
  const insert = `insert into raw (stream, revision, data) values (gen_random_uuid(), 1, '{"a": "${'x'.repeat(300)}"}')`;
  const pgbench = globSync('/usr/lib/postgresql/*/bin/pgbench').find((path) => existsSync(path));
  const script = join(mkdtempSync(join(tmpdir(), 'throughline-raw-')), 'insert.sql');
  (await import('node:fs')).writeFileSync(script, `${insert};\n`);
  const close = async () => {
    await client.end();
    await server.stop();
  };
  if (pgbench) {
    const args = (clients: number) => [
      '-n',
      '-M',
      'prepared',
      '-f',
      script,
      '-c',
      String(clients),
      '-j',
      '2',
      '-T',
      String(SECONDS),
      server.url(),
    ];
    return {
      kind: 'pgbench',
      close,
      insert: async (clients: number) => Number(/tps = ([\d.]+)/.exec((await run(pgbench, args(clients))).stdout)![1]),
    };
  }
  return {
    kind: 'node-postgres, prepared',
    close,
    async insert(clients: number) {
      const pool = new pg.Pool({ connectionString: server.url(), max: clients });
      let count = 0;
      const end = performance.now() + SECONDS * 1000;
      await Promise.all(
        Array.from({ length: clients }, async () => {
          for (; performance.now() < end; count++) await pool.query({ name: 'insert', text: insert });
        }),
      );
      await pool.end();
      return count / SECONDS;
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
