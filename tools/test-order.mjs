import Sequencer from '@jest/test-sequencer';

/**
 * Those that take longest, so that both workers of a run end together; where nothing has been run yet Jest itself would go by the sizes of files. Who starts
 * many processes has somebody beside it who starts few.
 */
const first = [
  'gateway/e2e/distributed/rolling-restart.e2e.spec.ts',
  'libs/views/src/crashes.int.spec.ts',
  'libs/message-bus/src/kafka/faults.int.spec.ts',
  'gateway/e2e/distributed/kills.e2e.spec.ts',
  'gateway/e2e/running/running.e2e.spec.ts',
  'gateway/e2e/crm-sales/crm-sales.e2e.spec.ts',
  'libs/message-bus/src/kafka/kafka-bus.int.spec.ts',
  'gateway/e2e/distributed/chaos.e2e.spec.ts',
  'web/e2e/activities.e2e.spec.ts',
  'gateway/e2e/distributed/backup.e2e.spec.ts',
  'web/e2e/sales.e2e.spec.ts',
  'gateway/e2e/distributed/command.e2e.spec.ts',
  'web/e2e/identity.e2e.spec.ts',
  'gateway/e2e/crash/crash.e2e.spec.ts',
  'web/e2e/records.e2e.spec.ts',
  'gateway/e2e/backup/backup.e2e.spec.ts',
  'web/e2e/lists.e2e.spec.ts',
  'gateway/e2e/distributed/stories.e2e.spec.ts',
  'web/e2e/demo-request.e2e.spec.ts',
  'libs/search/src/search-feed.int.spec.ts',
  'gateway/e2e/command-line/command-line.e2e.spec.ts',
  'libs/event-store/src/faults.int.spec.ts',
  'web/e2e/injection.e2e.spec.ts',
  'gateway/e2e/erasure/erasure.e2e.spec.ts',
  'tools/test.int.spec.ts',
  'web/e2e/phone.e2e.spec.ts',
  'web/e2e/shell.e2e.spec.ts',
];

export default class extends Sequencer {
  sort(tests) {
    const place = ({ path }) => (first.findIndex((name) => path.endsWith(name)) + first.length + 1) % (first.length + 1);
    return super.sort(tests).toSorted((one, other) => place(one) - place(other));
  }
}
