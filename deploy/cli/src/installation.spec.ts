import { describe, expect, it } from '@jest/globals';
import type { ServiceManifest } from '@throughline/service-kit';
import { readAddresses } from './installation.js';

const services = ['contacts', 'sales'].map((name) => ({ name }) as ServiceManifest);
const read = (env: Record<string, string>) => readAddresses(env, services)!;

describe('an installation of services that are processes of their own', () => {
  it('is one whose environment names the databases', () => {
    expect(readAddresses({ THROUGHLINE_DATA: 'data' }, services)).toBeUndefined();
    const all = read({ DATABASE_URL_TEMPLATE: 'postgres://crm:secret@db/{service}_crm', BUS_URL: 'kafka://a:9092,b:9092' });
    expect(all.services.map(({ name }) => [name, all.database(name)])).toEqual([
      ['contacts', 'postgres://crm:secret@db/contacts_crm'],
      ['sales', 'postgres://crm:secret@db/sales_crm'],
    ]);
    const some = read({ THROUGHLINE_DATABASES: 'sales=postgresql://db/one?a=b', BUS_URL: 'kafka://a:9092' });
    expect(some.services.map(({ name }) => [name, some.database(name), some.eventStore(name)])).toEqual([
      ['sales', 'postgresql://db/one?a=b', 'postgresql://db/one?a=b'],
    ]);
    const elsewhere = read({
      THROUGHLINE_DATABASES: 'sales=postgres://db/one',
      EVENT_STORE_URL: 'esdb://es:2113',
      BUS_URL: 'kafka://a:9092',
    });
    expect(elsewhere.eventStore('sales')).toBe('esdb://es:2113');
  });

  it('is refused in words that name every variable that is wrong, and no value', () => {
    const wrong = (env: Record<string, string>) => {
      try {
        return read(env).services.length;
      } catch (error) {
        return (error as Error).message;
      }
    };
    const listed = wrong({ THROUGHLINE_DATABASES: 'sales=secret,stock=postgres://db/stock', BUS_URL: 'nats://secret' });
    expect(listed).toMatch(
      /THROUGHLINE_DATABASES is not a list such as .*\nTHROUGHLINE_DATABASES names "stock", which is no service\nBUS_URL is/s,
    );
    const template = wrong({ DATABASE_URL_TEMPLATE: 'postgres://secret@db/crm' });
    expect(template).toMatch(/DATABASE_URL_TEMPLATE is not an address.*\nBUS_URL is/s);
    expect(`${listed}${template}`).not.toContain('secret');
    expect(
      wrong({ DATABASE_URL_TEMPLATE: 'postgres://db/{service}', THROUGHLINE_DATABASES: 'sales=postgres://db/a', BUS_URL: 'embedded:' }),
    ).toMatch(/both given/);
    expect(() => read({ DATABASE_URL_TEMPLATE: 'postgres://db/{service}', BUS_URL: 'embedded:' }).keysUrl()).toThrow(/KEYS_URL is missing/);
    expect(() => read({ DATABASE_URL_TEMPLATE: 'postgres://db/{service}', BUS_URL: 'embedded:' }).masterKey()).toThrow(/MASTER_KEY/);
  });
});
