import { describe, expect, it } from '@jest/globals';
import { readConfiguration, UnsoundConfiguration } from './configuration.js';

const sound = {
  DATABASE_URL: 'postgres://sales:secret@db/sales',
  KEYS_URL: 'postgres://keys:secret@db/keys',
  BUS_URL: 'embedded://',
  MASTER_KEY_FILE: '/run/secrets/master.key',
};
const read = (env: Record<string, string>) => readConfiguration(env, { schemes: ['embedded', 'kafka'] });
const problems = (env: Record<string, string>): readonly string[] => {
  try {
    read(env);
    return [];
  } catch (error) {
    return (error as UnsoundConfiguration).problems;
  }
};

describe('the configuration of a service', () => {
  it('has defaults for what need not be said', () => {
    expect(read(sound)).toMatchObject({
      eventStoreUrl: sound.DATABASE_URL,
      port: 3000,
      host: '0.0.0.0',
      dataFolder: './data',
      masterKeyFile: '/run/secrets/master.key',
    });
  });

  it('takes a bus of several brokers', () => {
    expect(problems({ ...sound, BUS_URL: 'kafka://one:9092,two:9092?partitions=6' })).toEqual([]);
  });

  it('names everything that is missing at once', () => {
    expect(problems({}).map((problem) => problem.split(' ')[0])).toEqual(['DATABASE_URL', 'KEYS_URL', 'BUS_URL', 'MASTER_KEY']);
  });

  it.each([
    ['DATABASE_URL', 'mysql://db/sales'],
    ['EVENT_STORE_URL', 'mongodb://events'],
    ['KEYS_URL', 'keys on the other machine'],
    ['BUS_URL', 'rabbit://bus'],
    ['PORT', 'many'],
    ['LOG_LEVEL', 'loud'],
    ['MASTER_KEY', 'and a file too'],
  ])('refuses %s=%s, by its name and without its value', (name, value) => {
    const found = problems({ ...sound, [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(name);
    expect(found[0]).not.toContain(value);
  });
});
