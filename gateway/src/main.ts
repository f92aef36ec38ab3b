import { configurationFrom } from './configuration.js';
import { startGateway } from './gateway.js';
import { createLog } from './log.js';

const log = createLog();
try {
  const gateway = await startGateway({ ...configurationFrom(process.env), log });
  log.info({ url: gateway.url }, 'serving');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void gateway.close().then(() => process.exit(0)));
} catch (error) {
  log.error((error as Error).message);
  process.exitCode = 1;
}
