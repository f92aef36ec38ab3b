import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ContactEventSchema } from '@throughline/contracts/contacts';
import { TestServices, type TestUser } from '@throughline/service-kit/testing';
import { scrape } from '@throughline/telemetry';
import { until } from '@throughline/test-kit';
import { describeOn } from '@throughline/test-kit/servers';
import { activities } from '../activities.service.js';

let services: TestServices | undefined;
let ada: TestUser;
let bob: TestUser;
afterEach(async () => {
  await services?.close();
  services = undefined;
});

async function start(settings: Record<string, string>): Promise<void> {
  services = await TestServices.start([activities], { settings });
  const team = await services.team('North');
  ada = await services.user({ name: 'Ada', teamId: team });
  bob = await services.user({ name: 'Bob', teamId: await services.team('South') });
}

async function contact(givenName: string, familyName: string, owner: TestUser): Promise<string> {
  const id = randomUUID();
  const contacts = await services!.play('contacts');
  await contacts.publish(ContactEventSchema, 'contact', id, { type: 'ContactCreated', data: { givenName, familyName, ownerId: owner.id } });
  return id;
}

const ask = 'query($text: String!) { search(text: $text) { kind id title subtitle highlight } searchNotice }';
const search = (text: string, { token }: TestUser): Promise<{ search: { id: string; title: string }[]; searchNotice: string | null }> =>
  services!.data('activities', ask, { text }, token);

await describeOn('OpenSearch', 'the search box on OpenSearch', (url) => {
  const prefix = `t${randomUUID().slice(0, 8)}`;
  beforeAll(() => start({ SEARCH_URL: new URL(`/${prefix}`, url).href }));
  afterAll(async () => void (await fetch(new URL(`/${prefix}-*`, url), { method: 'DELETE' })));

  it('finds there what a person may see, as soon as it has happened, and not what is archived', async () => {
    const person = await contact('Xavier', 'Montgomery', ada);
    const hit = { kind: 'CONTACT', id: person, title: 'Xavier Montgomery', subtitle: null, highlight: 'Xavier <em>Montgomery</em>' };
    const found = await until(
      () => search('montgomrey', ada),
      ({ search: hits, searchNotice }) => hits.length > 0 && searchNotice === null,
    );
    expect(found).toEqual({ search: [hit], searchNotice: null });
    const { hits } = (await (await fetch(new URL(`/${prefix}-*/_search?q=id:${person}`, url))).json()) as { hits: { hits: unknown[] } };
    expect(hits.hits).toHaveLength(1);
    expect((await search('montgomery', bob)).search).toEqual([]);

    const contacts = await services!.play('contacts');
    await contacts.publish(ContactEventSchema, 'contact', person, { type: 'ContactArchived', data: {} });
    const gone = await until(
      () => search('montgomery', ada),
      ({ search: left }) => left.length === 0,
    );
    expect(gone).toEqual({ search: [], searchNotice: null });
    expect(await until(scrape, (told) => told.includes('throughline_search_lag_changes{service="activities"} 0\n'))).toContain(
      'throughline_search_lag_seconds{service="activities"} 0\n',
    );
  });
});

describe('the search box without its OpenSearch', () => {
  it('answers from the database, and says so', async () => {
    await start({ SEARCH_URL: 'http://127.0.0.1:9' });
    const person = await contact('Xavier', 'Montgomery', ada);
    const found = await until(
      () => search('montgomrey', ada),
      ({ search: hits }) => hits.length > 0,
    );
    expect(found).toMatchObject({ search: [{ id: person }], searchNotice: expect.stringContaining('database') });
    expect((await search('montgomery', bob)).search).toEqual([]);
    expect(await scrape()).toMatch(/^throughline_search_lag_changes\{service="activities"\} [1-9]\d*$/m);
    expect(await scrape()).toMatch(/^throughline_search_lag_seconds\{service="activities"\} \d*\.\d+$/m);
  });

  it('does not start with an address that is none', async () => {
    await expect(start({ SEARCH_URL: 'opensearch' })).rejects.toThrow('SEARCH_URL');
  });
});

describe('the search box where no OpenSearch is named', () => {
  it('has nothing to tell', async () => {
    await start({});
    expect(await search('anybody', ada)).toEqual({ search: [], searchNotice: null });
  });
});
