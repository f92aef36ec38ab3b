import { randomUUID } from 'node:crypto';
import { describeOn } from '@throughline/test-kit/servers';
import { OpenSearchIndex } from './opensearch-index.js';
import { searchIndexContract } from './testing/index.js';

await describeOn('OpenSearch', 'on a real server', (url) => {
  searchIndexContract('The OpenSearch search index', async () => {
    const index = new OpenSearchIndex({ url: new URL(`/t${randomUUID().slice(0, 8)}`, url).href, name: 'records' });
    return {
      index,
      settled: async () => void (await fetch(new URL(`/${index.alias}/_refresh`, url), { method: 'POST' })),
      close: async () => {
        await index.drop();
        await index.close();
      },
    };
  });
});
