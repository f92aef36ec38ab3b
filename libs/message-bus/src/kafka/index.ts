export { openKafkaBus, KafkaBus, type ConsumerLag, type KafkaBusOptions } from './kafka-bus.js';
export { parseKafkaUrl, UnsoundKafkaUrl, type KafkaSettings } from './configuration.js';
export type { DeadLetter, DeadLetters } from './dead-letters.js';
export type { KafkaObserver, RelayStatus } from './relay.js';
