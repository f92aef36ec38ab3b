import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseKafkaUrl, UnsoundKafkaUrl } from './configuration.js';

const problems = (url: string, env = {}): readonly string[] => {
  try {
    parseKafkaUrl(url, env);
  } catch (error) {
    if (error instanceof UnsoundKafkaUrl) return error.problems;
    throw error;
  }
  return [];
};

describe('the address of Kafka', () => {
  it('names brokers, and how topics are made', () => {
    expect(parseKafkaUrl('kafka://a', {})).toEqual({ brokers: ['a:9092'], prefix: 'throughline' });
    expect(parseKafkaUrl('kafka://a:1,b.c:2/?partitions=6&replication=3&prefix=crm', {})).toEqual({
      brokers: ['a:1', 'b.c:2'],
      prefix: 'crm',
      partitions: 6,
      replication: 3,
    });
  });

  it('signs in with what it holds, or the environment', () => {
    const sasl = { mechanism: 'scram-sha-512', username: 'crm', password: 'p@ss/w' };
    expect(parseKafkaUrl('kafka://crm:p%40ss%2Fw@a?ssl=true&sasl=scram-sha-512', {})).toMatchObject({ ssl: true, sasl });
    const env = { KAFKA_USERNAME: 'crm', KAFKA_PASSWORD: 'p@ss/w' };
    expect(parseKafkaUrl('kafka://a?sasl=scram-sha-512', env)).toMatchObject({ sasl });
    expect(parseKafkaUrl('kafka://a', env)).toMatchObject({ sasl: { ...sasl, mechanism: 'plain' } });
  });

  it('trusts the authority in a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ca-'));
    const file = join(folder, 'ca.pem');
    writeFileSync(file, 'certificate');
    expect(parseKafkaUrl('kafka://a?ssl=true', { KAFKA_CA_FILE: file })).toMatchObject({ ssl: { ca: ['certificate'] } });
    expect(problems('kafka://a', { KAFKA_CA_FILE: file })).toEqual([
      'KAFKA_CA_FILE is given, but the address of Kafka does not say ssl=true',
    ]);
    rmSync(folder, { recursive: true });
    expect(problems('kafka://a?ssl=true', { KAFKA_CA_FILE: file })).toEqual(['KAFKA_CA_FILE cannot be read: ENOENT']);
  });

  it('says all that is wrong with it, and not what it holds', () => {
    const said = problems('kafka://me:secret@a:port?partitions=0&sasl=magic&ssl=maybe&prefix=a%20b&color=red');
    expect(said).toEqual([
      'The address of Kafka has the parameter color, and may have partitions, replication, prefix, ssl, sasl',
      'The address of Kafka names no hosts such as host:9092,host2:9092',
      'partitions in the address of Kafka is not a number from 1 to 1000',
      'prefix in the address of Kafka may hold letters, digits, dots, dashes and underscores',
      'ssl in the address of Kafka is neither true nor false',
      'sasl in the address of Kafka is none of plain, scram-sha-256, scram-sha-512',
    ]);
    expect(said.join()).not.toContain('secret');
    expect(problems('http://a')).toHaveLength(1);
    expect(problems('kafka://me@a')).toEqual(['KAFKA_USERNAME and KAFKA_PASSWORD are needed with sasl, or both in the address of Kafka']);
  });
});
