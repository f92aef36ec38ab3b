import { NotHere, startOpenSearch, type OpenSearchServer } from '@throughline/local-servers';
import type { SearchDocument, SearchQuery } from '@throughline/search';
import { OpenSearchIndex } from '@throughline/search/opensearch';
import { type Benchmark, measured, notMeasured, type Result } from './harness.js';

const DOCUMENTS = Number(process.env.BENCH_DOCUMENTS ?? 1_000_000);
const SEARCHES = Number(process.env.BENCH_SEARCHES ?? 1_500);
const OWNERS = 1_000;
const goal = { atMost: 100 };

/** Contacts as they are, searched for as people type, one search after the other, on a server of its own with 1 GB of heap. */
const search: Benchmark = async () => {
  const name = `search over ${DOCUMENTS.toLocaleString('en')} contacts in OpenSearch`;
  let server: OpenSearchServer;
  // Servers for tests start quickly and run slowly: these go before their own options.
  process.env._JAVA_OPTIONS = '-Xmx1g -XX:TieredStopAtLevel=4';
  try {
    server = await startOpenSearch();
  } catch (error) {
    if (error instanceof NotHere) return [notMeasured(name, '', `≤ ${goal.atMost} ms`, error.message)];
    throw error;
  }
  const index = new OpenSearchIndex({ url: server.url, name: 'bench', searchTimeoutMs: 60_000 });
  try {
    const started = performance.now();
    await index.rebuild(contacts(DOCUMENTS));
    const seconds = (performance.now() - started) / 1_000;
    const results: Result[] = [measured({ name: 'building the index', unit: 'contacts a second' }, [DOCUMENTS / seconds])];
    const viewers: Record<string, SearchQuery['sees']> = { 'all of them': 'all', '10 %': owners(OWNERS / 10), '1 %': owners(OWNERS / 100) };
    for (const sees of Object.values(viewers)) await run(index, sees, SEARCHES / 5);
    for (const [who, sees] of Object.entries(viewers)) {
      const times = (await run(index, sees, SEARCHES)).toSorted((a, b) => a - b);
      const at = (share: number): number => times[Math.floor(times.length * share)]!;
      results.push(measured({ name: `${name}, by who sees ${who}: p50`, unit: 'ms' }, [at(0.5)]));
      results.push(measured({ name: `${name}, by who sees ${who}: p99`, unit: 'ms', goal }, [at(0.99)]));
    }
    return results;
  } finally {
    await index.close();
    await server.stop();
  }
};
export default search;

async function run(index: OpenSearchIndex, sees: SearchQuery['sees'], count: number): Promise<number[]> {
  const random = randomOf(7);
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const text = typed(random, i);
    const started = performance.now();
    const hits = await index.search({ tenant: 'main', text, sees, first: 10 });
    times.push(performance.now() - started);
    if (sees === 'all' && hits.length === 0 && i % kinds < kinds - 1) throw new Error(`Nothing was found for ${text}`);
  }
  return times;
}

const kinds = 10;

/** What somebody types who looks for somebody there is; the last of ten is not there. */
function typed(random: () => number, i: number): string {
  const { givenName, familyName, email, phone } = person(Math.floor(random() * DOCUMENTS));
  switch (i % kinds) {
    case 0:
      return `${givenName} ${familyName}`;
    case 1:
      return `${givenName} ${familyName.slice(0, 3)}`;
    case 2:
      return familyName;
    case 3:
      return familyName.slice(0, 4);
    case 4:
      return givenName.slice(0, 1 + Math.floor(random() * 3));
    case 5:
      return `${familyName} ${givenName}`;
    case 6:
      return email.slice(0, email.indexOf('@') + 4);
    case 7:
      return phone.slice(-7);
    case 8:
      // Two neighbours swapped.
      return `${givenName} ${familyName.slice(0, 2)}${familyName[3]}${familyName[2]}${familyName.slice(4)}`;
    default:
      return `qx${familyName}zz`;
  }
}

function* contacts(count: number): Generator<SearchDocument> {
  for (let i = 0; i < count; i++) {
    const { givenName, familyName, email, phone, company, city } = person(i);
    yield {
      tenant: 'main',
      kind: 'CONTACT',
      id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      accessId: `owner-${i % OWNERS}`,
      title: `${givenName} ${familyName}`,
      subtitle: `Buyer at ${company}`,
      texts: [city, 'customer'],
      emails: [email],
      phones: [phone],
      version: 1,
    };
  }
}

const owners = (count: number): string[] => Array.from({ length: count }, (_, i) => `owner-${i}`);

/** Some names are common and most are rare. */
function person(i: number) {
  const random = randomOf(i + 1);
  const rare = (count: number): number => Math.floor(count * random() ** 2.5);
  const givenName = nameOf(rare(2_000), 2);
  const familyName = nameOf(rare(60_000) + 5_000, 3);
  const company = `${nameOf(rare(30_000) + 9_000, 3)} ${['GmbH', 'Ltd', 'Inc', 'SARL'][i % 4]}`;
  const email = `${givenName}.${familyName}${i % 97}@${company.split(' ')[0]}.example`.toLowerCase();
  const phone = `+49${1_000_000_000 + Math.floor(random() * 8_999_999_999)}`;
  return { givenName, familyName, company, email, phone, city: nameOf(rare(500) + 700, 3) };
}

function nameOf(number: number, syllables: number): string {
  let name = '';
  for (let i = 0, rest = number; i < syllables; i++, rest = Math.floor(rest / parts.length))
    name += parts[(rest * 7 + i * 11) % parts.length]!;
  return name[0]!.toUpperCase() + name.slice(1);
}

const parts =
  'an ber cla dor el fri gus han in jo kar lu mar nor ol pet qui ros sam tom ul ver wil xan yor zel bach mann stein feld berg'.split(' ');

/** The same numbers in every run. */
function randomOf(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
