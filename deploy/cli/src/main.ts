import { throughline } from './cli.js';
import { withInstallation } from './installation.js';

// `npm run throughline -- <command>`
// Whoever reads may have had enough, such as `head`.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));
try {
  process.exit(
    await throughline(process.argv.slice(2), {
      installation: (only, work) => withInstallation(process.env, only, work),
      out: process.stdout,
      err: process.stderr,
      interrupted: () => {
        const interrupt = new AbortController();
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
        return interrupt.signal;
      },
    }),
  );
} catch (error) {
  console.error(error);
  process.exit(1);
}
