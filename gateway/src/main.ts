import { configurationFrom } from './configuration.js';
import { startGateway } from './gateway.js';
import { createLog } from './log.js';

const log = createLog();
try {
  const gateway = await startGateway({ ...configurationFrom(process.env), log });
  log.info({ url: gateway.url }, 'serving');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void gateway.close().then(() => process.exit(0)));
} catch (error) {
  const { message, syscall, code } = error as NodeJS.ErrnoException;
  const taken = code === 'EADDRINUSE' ? 'another program listens there' : message;
  process.stderr.write(syscall === 'listen' ? `HOST and PORT cannot be used: ${taken}\n` : `${message}\n`);
  process.exitCode = 1;
}
