export { findEventStoreDb, findKafka, findOpenSearch, type Found } from './find.js';
export { startKafka, type KafkaServer } from './kafka.js';
export { startOpenSearch, type OpenSearchServer } from './opensearch.js';
export { endsWithUs, type LocalServer } from './local-server.js';
export { NotHere } from './java.js';
