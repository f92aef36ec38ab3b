import { findable } from './findable.js';

// A process of its own that feeds, to be killed: `feeder.ts DATABASE_URL SEARCH_URL`.
const [databaseUrl, searchUrl] = process.argv.slice(2);
const { feed } = await findable({ databaseUrl: databaseUrl!, searchUrl: searchUrl! });
feed.start();
