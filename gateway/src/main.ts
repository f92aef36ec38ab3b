import { configurationFrom } from './configuration.js';
import { startGateway } from './gateway.js';

try {
  const gateway = await startGateway(configurationFrom(process.env));
  console.log(`The gateway serves at ${gateway.url}.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void gateway.close().then(() => process.exit(0)));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
