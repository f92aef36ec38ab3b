// A process that owns a server until it is killed: node owner.ts <folder>
import { PostgresServer } from '@throughline/postgres-server';

const server = await PostgresServer.start({ folder: process.argv[2]!, password: 'test' });
process.stdout.write(`${JSON.stringify({ pid: server.pid, url: server.url() })}\n`);
setInterval(() => {}, 1_000);
