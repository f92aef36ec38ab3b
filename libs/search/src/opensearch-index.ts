import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, errors } from '@opensearch-project/opensearch';
import { highlightOf, termsOf, type Wanted, wantedOf } from './ranking.js';
import {
  newestOf,
  NoIndex,
  Refused,
  SearchUnavailable,
  type SearchDocument,
  type SearchHit,
  type SearchIndex,
  type SearchKey,
  type SearchQuery,
} from './search-index.js';
import { beginningOf, fold, mayHaveTypo, termsOfText, wordsOf } from './text.js';

export interface OpenSearchOptions {
  /** `https://user:password@host:9200`. A path is what the names of indexes begin with: `https://host:9200/acme`; default `throughline`. */
  readonly url: string;
  /** Of what is found in it: `records_v1`. */
  readonly name: string;
  /** Default 1, which is enough for some ten million documents. */
  readonly shards?: number;
  /** Milliseconds that a search may take before it fails. Default 2,000. */
  readonly searchTimeoutMs?: number;
}

/**
 * On OpenSearch: one index for all kinds and tenants, behind an alias. Terms are made in code, as everywhere (`text.ts`); the server looks them up and
 * ranks, by the same points as `scoreOf`, so that it sends no more than is shown.
 *
 * One process at a time writes and rebuilds, which `SearchFeed` sees to: a rebuild that another process does is unknown to `put`.
 */
export class OpenSearchIndex implements SearchIndex {
  readonly alias: string;
  private readonly prefix: string;
  private readonly client: Client;
  private readonly writing = new Set<Promise<void>>();
  private rebuilding: Promise<void> = Promise.resolve();
  private building: string | undefined;

  constructor(private readonly options: OpenSearchOptions) {
    const url = new URL(options.url);
    const prefix = url.pathname.replace(/^\/+|\/+$/g, '') || 'throughline';
    url.pathname = '';
    this.prefix = prefix.toLowerCase();
    this.alias = `${this.prefix}-${options.name}-m${mappingVersion}`.toLowerCase();
    this.client = new Client({ node: url.href, maxRetries: 0, requestTimeout: 60_000 });
  }

  async search(query: SearchQuery): Promise<SearchHit[]> {
    const wanted = wantedOf(query.text);
    if (!wanted || query.kinds?.length === 0 || (query.sees !== 'all' && query.sees.length === 0)) return [];
    const found = await this.look(query, wanted, false);
    if (found.length > 0 || !wanted.words.some(mayHaveTypo)) return found;
    return this.look(query, wanted, true);
  }

  private async look(query: SearchQuery, wanted: Wanted, typos: boolean): Promise<SearchHit[]> {
    const request = {
      index: this.alias,
      allow_partial_search_results: false,
      body: {
        size: Math.min(Math.max(query.first ?? 20, 1), 100),
        track_total_hits: false,
        query: queryOf(query, wanted, typos),
        sort: [{ _score: 'desc' }, { title_key: 'asc' }, { id: 'asc' }],
      },
    };
    const ask = () => this.client.search(request as never, { requestTimeout: this.options.searchTimeoutMs ?? 2_000 });
    // An index that was replaced while it was searched is gone; the alias leads to the new one.
    const { body } = await ask()
      .catch((error: unknown) => (error instanceof errors.ResponseError ? ask() : Promise.reject(error as Error)))
      .catch(failed('a search'));
    const hits = body.hits.hits as unknown as { _source: Source }[];
    return hits.map(({ _source: { kind, id, title, subtitle, ...texts } }) => ({
      kind,
      id,
      title,
      subtitle,
      highlight: highlightOf(wanted, { title, subtitle, ...texts }),
    }));
  }

  put(documents: readonly SearchDocument[]): Promise<void> {
    return this.write(newestOf(documents).map(changeOf));
  }

  remove(keys: readonly SearchKey[]): Promise<void> {
    return this.write(keys);
  }

  /**
   * `madeFrom` names what the documents are made from, for {@link madeFrom}. Interrupted, it leaves the index as it was. Throws {@link Refused} when it is
   * done, but for these documents. A server that is away for less than a minute, or asks for patience, is waited for, unless `signal` says not to.
   */
  rebuild(documents: AsyncIterable<SearchDocument> | Iterable<SearchDocument>, madeFrom = '', signal?: AbortSignal): Promise<void> {
    const rebuilt = this.rebuilding.then(() => this.replace(documents, madeFrom, signal));
    this.rebuilding = rebuilt.catch(() => {});
    return rebuilt;
  }

  /** What the index that is searched was made from; undefined where there is none. */
  async madeFrom(): Promise<string | undefined> {
    const { body } = await this.client.indices.getMapping({ index: this.alias }, { ignore: [404] }).catch(failed('a look at the index'));
    const [index] = Object.values(body as Record<string, { mappings?: { _meta?: { madeFrom?: string } } }>);
    return index?.mappings?._meta?.madeFrom;
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  async forget(name: string): Promise<void> {
    await this.client.indices
      .delete({ index: `${this.prefix}-${name}-m*`.toLowerCase(), ignore_unavailable: true })
      .catch(failed('a removal'));
  }

  /** Removes it from the server, with all that was begun. */
  async drop(): Promise<void> {
    await this.client.indices.delete({ index: `${this.alias}-*`, ignore_unavailable: true });
  }

  private async replace(
    documents: AsyncIterable<SearchDocument> | Iterable<SearchDocument>,
    madeFrom: string,
    signal?: AbortSignal,
  ): Promise<void> {
    const index = `${this.alias}-${Date.now().toString(36)}${randomBytes(3).toString('hex')}`;
    await this.removeAllBut(await this.current());
    await this.client.indices
      .create({ index, body: definition(index, madeFrom, this.options.shards ?? 1) as never })
      .catch(failed('the making of an index'));
    const refused: Refused['documents'][number][] = [];
    this.building = index;
    try {
      // Two at a time, so that the server has work while the next is being made.
      const sending: Promise<void>[] = [];
      const batch: SearchDocument[] = [];
      const flush = async (): Promise<void> => {
        if (sending.length === 2) await sending.shift();
        const changes = newestOf(batch.splice(0)).map(changeOf);
        const sent = patiently(() => this.bulk(changes, [index]), signal).catch((error: unknown) => {
          if (!(error instanceof Refused)) throw error;
          refused.push(...error.documents);
        });
        sent.catch(() => {});
        sending.push(sent);
      };
      for await (const document of documents) if (batch.push(document) === rebuildBatch) await flush();
      await flush();
      await Promise.all(sending);
      await this.client.indices.putSettings({ index, body: { index: { refresh_interval: refreshInterval } } });
      await this.client.indices.refresh({ index });
      const actions = [
        { remove: { index: `${this.alias}-*`, alias: this.alias, must_exist: false } },
        { add: { index, alias: this.alias } },
      ];
      await this.client.indices.updateAliases({ body: { actions } });
    } catch (error) {
      this.building = undefined;
      await this.client.indices.delete({ index, ignore_unavailable: true }).catch(() => {});
      throw error instanceof errors.OpenSearchClientError ? unavailable('a rebuild', error) : error;
    }
    this.building = undefined;
    // Whatever is still on its way to the old one finds it.
    await Promise.allSettled(this.writing);
    await this.removeAllBut([index]).catch(() => {});
    if (refused.length > 0) throw new Refused(refused);
  }

  /** The indexes behind the alias. */
  private async current(): Promise<string[]> {
    const { body } = await this.client.indices.getAlias({ name: this.alias }, { ignore: [404] }).catch(failed('a look at the alias'));
    return 'error' in body ? [] : Object.keys(body);
  }

  /** What an interrupted rebuild has left, or a finished one has replaced. */
  private async removeAllBut(kept: readonly string[]): Promise<void> {
    const { body } = await this.client.indices
      .get({ index: `${this.alias}-*`, ignore_unavailable: true })
      .catch(failed('a look at indexes'));
    const left = Object.keys(body).filter((index) => !kept.includes(index));
    if (left.length > 0) await this.client.indices.delete({ index: left, ignore_unavailable: true }).catch(failed('a removal'));
  }

  private async write(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    const written = (async () => {
      const building = this.building;
      const indexes = [...(await this.current()), ...(building ? [building] : [])];
      if (indexes.length === 0) throw new NoIndex(`There is no index ${this.alias} yet: a rebuild makes it.`);
      for (let from = 0; from < changes.length; from += rebuildBatch)
        await this.bulk(changes.slice(from, from + rebuildBatch), [...new Set(indexes)]);
    })();
    this.writing.add(written);
    return written.finally(() => this.writing.delete(written));
  }

  /** An older version than the one there is left out. Throws {@link Refused} for those that the server will never take, after all others are written. */
  private async bulk(changes: readonly Change[], indexes: readonly string[]): Promise<void> {
    const refused: Refused['documents'][number][] = [];
    const writes = changes.flatMap((change) => indexes.map((index) => writeOf(change, index)));
    for (const batch of batchesOf(writes)) {
      for (const [i, { status, error }] of (await this.send(batch)).entries()) {
        const { index, tenant, id } = batch[i]!;
        if (!error || status === 409) continue;
        if (error.type === 'index_not_found_exception') throw new NoIndex(`The index ${index} is gone.`);
        if (status === 429 || status >= 500) throw new SearchUnavailable(`OpenSearch did not take a write: ${status} ${error.type}`);
        refused.push({ tenant, id, reason: error.type });
      }
    }
    if (refused.length > 0) throw new Refused(refused);
  }

  /** What became of each. One that makes the server refuse a whole request is found by halves. */
  private async send(writes: readonly Write[]): Promise<readonly Outcome[]> {
    try {
      const { body } = await this.client.bulk({ body: writes.map(({ lines }) => lines).join('') as never });
      return body.items.map((item: object) => Object.values(item)[0] as Outcome);
    } catch (error) {
      const whole = error instanceof errors.ResponseError && (error.statusCode === 400 || error.statusCode === 413);
      if (!whole) throw unavailable('a write', error);
      if (writes.length === 1) return [{ status: 400, error: { type: 'request_refused' } }];
      const half = writes.length >> 1;
      return [...(await this.send(writes.slice(0, half))), ...(await this.send(writes.slice(half)))];
    }
  }
}

/** Written as a document of the index where it has a `source`, else removed. */
interface Change extends SearchKey {
  readonly source?: Source;
}

/** Tries again what the server did not do, which does no harm since an older version never goes over a newer one. */
async function patiently(work: () => Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  for (let waitMs = 1_000; ; waitMs *= 2) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SearchUnavailable) || error instanceof NoIndex || waitMs > 32_000) throw error;
      await pause(waitMs, undefined, { signal });
    }
  }
}

interface Write {
  readonly index: string;
  readonly tenant: string;
  readonly id: string;
  /** As the server takes it: an action, and a document where it needs one. */
  readonly lines: string;
}

interface Outcome {
  readonly status: number;
  readonly error?: { readonly type: string };
}

function writeOf({ tenant, id, version, source }: Change, index: string): Write {
  const versioned = version === undefined ? {} : { version, version_type: 'external_gte' };
  const action = { _index: writtenAs(index), _id: `${encodeURIComponent(tenant)}/${id}`, ...versioned };
  const lines = source ? [{ index: { ...action, require_alias: true } }, source] : [{ delete: action }];
  return { index, tenant, id, lines: lines.map((line) => `${JSON.stringify(line)}\n`).join('') };
}

/** An alias of the index alone: who writes to one that has been removed makes no new one of its name. */
const writtenAs = (index: string): string => `${index}.write`;

function* batchesOf(writes: readonly Write[]): Generator<Write[]> {
  let batch: Write[] = [];
  let length = 0;
  for (const write of writes) {
    if (length + write.lines.length > bulkLength && batch.length > 0) {
      yield batch;
      [batch, length] = [[], 0];
    }
    batch.push(write);
    length += write.lines.length;
  }
  if (batch.length > 0) yield batch;
}

type Source = Pick<SearchDocument, 'tenant' | 'kind' | 'id' | 'title' | 'subtitle' | 'texts' | 'emails' | 'phones'>;

/** Raised with what follows it, so that a build of the code finds what it has written. */
const mappingVersion = 1;
const refreshInterval = '500ms';
const rebuildBatch = 1_000;
const bulkLength = 4_000_000;

/**
 * Whole terms, and their beginnings of up to 8 letters as terms of their own, which are looked up; a longer one is the beginning of so few terms that
 * these are enumerated.
 */
const terms = {
  type: 'text',
  analyzer: 'keyword',
  index_options: 'docs',
  norms: false,
  index_prefixes: { min_chars: 1, max_chars: 8 },
};
const shown = { type: 'keyword', index: false, doc_values: false };

function definition(index: string, madeFrom: string, shards: number): object {
  return {
    aliases: { [writtenAs(index)]: {} },
    settings: {
      index: {
        number_of_shards: shards,
        auto_expand_replicas: '0-1',
        // Set when it is built. Explicit, since an index without one stops refreshing where nobody has searched for a while.
        refresh_interval: '-1',
        // A removal is remembered for as long as an older version may still be on its way.
        gc_deletes: '1h',
        max_terms_count: 200_000,
      },
    },
    mappings: {
      dynamic: 'strict',
      _meta: { madeFrom },
      _source: { excludes: ['title_key', 'title_terms', 'terms', 'words'] },
      properties: {
        tenant: { type: 'keyword' },
        kind: { type: 'keyword' },
        id: { type: 'keyword' },
        access_id: { type: 'keyword' },
        title: shown,
        subtitle: shown,
        texts: shown,
        emails: shown,
        phones: shown,
        title_key: { type: 'keyword', fields: { beginning: terms } },
        title_terms: terms,
        terms,
        words: { type: 'keyword', doc_values: false },
      },
    },
  };
}

function changeOf(document: SearchDocument): Change {
  const { tenant, kind, id, accessId, title, subtitle, texts, emails, phones, version } = document;
  const source = {
    tenant,
    kind,
    id,
    access_id: accessId,
    title,
    subtitle,
    texts,
    emails,
    phones,
    title_key: beginningOf(fold(title), 500),
    title_terms: termsOfText(title),
    terms: termsOf(document),
    words: wordsOf(fold(`${title} ${subtitle ?? ''}`)).filter(mayHaveTypo),
  };
  return { tenant, id, version, source };
}

function queryOf({ tenant, kinds, sees }: SearchQuery, { text, words }: Wanted, typos: boolean): object {
  const filter: object[] = [{ term: { tenant } }];
  if (kinds) filter.push({ terms: { kind: kinds } });
  if (sees !== 'all') filter.push({ terms: { access_id: sees } });
  return {
    bool: {
      filter,
      must: words.map((word) =>
        best(
          points(12, { term: { title_terms: word } }),
          points(9, { term: { terms: word } }),
          points(7, { prefix: { title_terms: word } }),
          points(4, { prefix: { terms: word } }),
          ...(typos && mayHaveTypo(word)
            ? [points(1, { fuzzy: { words: { value: word, fuzziness: 1, rewrite: 'constant_score' } } })]
            : []),
        ),
      ),
      should: [best(points(50, { term: { title_key: text } }), points(25, { prefix: { 'title_key.beginning': text } }))],
    },
  };
}

const best = (...queries: object[]): object => ({ dis_max: { queries } });
const points = (boost: number, filter: object): object => ({ constant_score: { filter, boost } });

function failed(what: string): (error: unknown) => never {
  return (error) => {
    throw unavailable(what, error);
  };
}

/** Without the server's words, which quote what people wrote. */
function unavailable(what: string, error: unknown): SearchUnavailable {
  if (error instanceof SearchUnavailable) return error;
  if (!(error instanceof errors.ResponseError)) return new SearchUnavailable(`OpenSearch did not answer ${what}: ${(error as Error).name}`);
  const { statusCode, body } = error;
  const { type } = ((body as { error?: { type?: string } } | undefined)?.error ?? {}) as { type?: string };
  if (type === 'index_not_found_exception') return new NoIndex('There is no index: a rebuild makes it.');
  return new SearchUnavailable(`OpenSearch did not do ${what}: ${statusCode} ${type ?? ''}`.trim());
}
