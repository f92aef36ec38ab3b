// `npm test`: everything that has to hold, and one line at the end: N passed, N failed, N skipped. A check counts as one, as a test does.
// `npm test -- <path> …` runs only the tests whose path matches.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const paths = process.argv.slice(2);
const tally = { passed: 0, failed: 0, skipped: 0 };
const generators = readdirSync('tools').filter((name) => /^(generate|compose).*\.mjs$/.test(name));

const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal);
    process.exit(1);
  });
}

await Promise.all([tests(), paths.length === 0 && checks()]);

console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exitCode = tally.failed > 0 ? 1 : 0;

/** In what the tests leave of the machine, while they wait. */
async function checks() {
  await check('types', 'node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json']);
  await check('types of the web app', 'node_modules/typescript/bin/tsc', ['-p', 'web/tsconfig.json']);
  await check('lint', 'node_modules/eslint/bin/eslint.js', ['.']);
  await check('format', 'node_modules/prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']);
  for (const name of generators) await check(`${name} has nothing to write`, join('tools', name), ['--check']);
}

async function check(title, script, args) {
  const started = Date.now();
  const { code, output } = await run('nice', ['-n', '19', process.execPath, script, ...args]);
  console.log(`${code === 0 ? '✓' : '✕'} ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (code !== 0) console.log(output.trimEnd());
  tally[code === 0 ? 'passed' : 'failed']++;
}

async function tests() {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-results-'));
  const results = join(folder, 'results.json');
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const { code } = await run(process.execPath, [...jest, '--json', `--outputFile=${results}`, ...paths], 'inherit');
  let report;
  try {
    report = JSON.parse(readFileSync(results, 'utf8'));
  } catch {
    console.log(`Jest ended with ${code} and no results.`);
    tally.failed++;
    return;
  } finally {
    rmSync(folder, { recursive: true });
  }
  tally.passed += report.numPassedTests;
  tally.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  tally.skipped += report.numPendingTests + report.numTodoTests;
  // Jest also fails for what no test is to blame for.
  if (code !== 0 && report.numFailedTests + report.numRuntimeErrorTestSuites === 0) tally.failed++;
  // Once more, together: what failed is otherwise found between the output of everything else.
  for (const { name, status, message } of report.testResults) {
    if (status === 'failed') console.log(`✕ ${relative('.', name)}\n${message.trimEnd().split('\n').slice(0, 60).join('\n')}`);
  }
  const all = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  for (const { status, fullName } of all) if (status === 'pending' || status === 'todo') console.log(`○ skipped: ${fullName}`);
}

function run(program, args, stdio = 'pipe') {
  const child = spawn(program, args, { stdio: ['ignore', stdio === 'inherit' ? 'ignore' : 'pipe', stdio] });
  running.add(child);
  child.on('close', () => running.delete(child));
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code: signal ? 1 : code, output })));
}
