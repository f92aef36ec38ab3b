import { describe } from '@jest/globals';
import { findEventStoreDb, findKafka, findOpenSearch, NotHere } from '@throughline/local-servers';

const finders = { Kafka: findKafka, OpenSearch: findOpenSearch, EventStoreDB: findEventStoreDb };

/** Those that a change is not taken without. */
const required: readonly string[] = ['Kafka', 'OpenSearch'];

/**
 * Tests on a real server, which all of them share: `await describeOn('Kafka', 'the bus', (url) => { it(..) })`. Where the server cannot be had they are
 * skipped under a name that says why, or fail, where `CI` is set, for Kafka and OpenSearch.
 */
export async function describeOn(name: keyof typeof finders, title: string, tests: (url: string) => void): Promise<void> {
  try {
    const { url } = await finders[name]();
    describe(title, () => tests(url));
  } catch (error) {
    if (!(error instanceof NotHere) || (process.env['CI'] && required.includes(name))) throw error;
    describe.skip(`${title} (skipped: ${error.message})`, () => tests('none:'));
  }
}
