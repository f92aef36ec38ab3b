// `npm run chaos`: rounds of random kills of the distributed run, 100 of them; `-- --rounds N --seed S --instances N`. Ends with what failed, and status 1.
// Each round tells its seed and its kills: the same seed draws the same again.
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

const options = { rounds: { type: 'string', default: '100' }, seed: { type: 'string' }, instances: { type: 'string', default: '1' } };
const { rounds, seed = String(Date.now() % 1_000_000), instances } = parseArgs({ options }).values;

const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', '-i'];
const env = { ...process.env, CHAOS_ROUNDS: rounds, CHAOS_SEED: seed, CHAOS_INSTANCES: instances };
const child = spawn(process.execPath, [...jest, 'gateway/e2e/distributed/chaos.e2e.spec.ts'], { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
