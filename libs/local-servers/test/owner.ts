import { launch, throwaway } from '../src/local-server.js';

// Owns a server, says its pid, and stays.
const server = await launch({
  name: 'sleep',
  url: 'none:',
  folder: throwaway('sleep'),
  command: 'sleep',
  args: ['600'],
  log: 'none',
  ready: () => Promise.resolve(true),
  timeoutMs: 1_000,
});
console.log(server.pid);
setInterval(() => {}, 1_000);
