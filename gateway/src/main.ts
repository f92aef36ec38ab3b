import { startTelemetry } from '@throughline/telemetry';
import { configurationFrom } from './configuration.js';
import { startGateway } from './gateway.js';
import { createLog } from './log.js';

const log = createLog();
try {
  const configuration = configurationFrom(process.env);
  const telemetry = await startTelemetry(process.env, { host: configuration.host! });
  const gateway = await startGateway({ ...configuration, log });
  log.info({ url: gateway.url, metrics: telemetry.metricsUrl }, 'serving');
  const stop = () =>
    void gateway
      .close()
      .then(() => telemetry.close())
      .then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
} catch (error) {
  const { message, syscall, code } = error as NodeJS.ErrnoException;
  const taken = code === 'EADDRINUSE' ? 'another program listens there' : message;
  process.stderr.write(syscall === 'listen' ? `HOST and PORT cannot be used: ${taken}\n` : `${message}\n`);
  process.exitCode = 1;
}
