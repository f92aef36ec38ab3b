import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const root = new URL('..', import.meta.url).pathname;
// The boundaries need no types, without which linting takes milliseconds.
const eslint = new ESLint({ cwd: root, overrideConfig: tseslint.configs.disableTypeChecked as never });

const rules = ['@typescript-eslint/no-restricted-imports', 'no-restricted-syntax', 'no-restricted-globals'];

/** What the boundaries say of a file with this code added to it. */
async function complaints(filePath: string, code = ''): Promise<string[]> {
  const [result] = await eslint.lintText(`${code}\n${readFileSync(root + filePath, 'utf8')}`, { filePath: root + filePath });
  expect(result!.messages.filter(({ fatal }) => fatal)).toEqual([]);
  return result!.messages.filter(({ ruleId }) => rules.includes(ruleId!)).map(({ message }) => message);
}

const deciders = globSync('services/*/src/**/*.ts', { cwd: root }).filter(
  (file) => !file.endsWith('.spec.ts') && /\bDecider\b/.test(readFileSync(root + file, 'utf8')),
);
const deal = 'services/sales/src/opportunity/opportunity.ts';

describe('a decider', () => {
  it.each([
    ["import { Injectable } from '@nestjs/common';", 'A decider is pure'],
    ["import pg from 'pg';", 'A decider is pure'],
    ["import { DataSource } from 'typeorm';", 'A decider is pure'],
    ["import { randomUUID } from 'node:crypto';", 'A decider is pure'],
    ["import { readFileSync } from 'fs';", 'A decider is pure'],
    ["import { setTimeout } from 'node:timers/promises';", 'A decider is pure'],
    ["import type { EventStore } from '@throughline/event-store';", 'A decider is pure'],
    ["import { viewFor } from '@throughline/views';", 'A decider is pure'],
    ["import { Commands } from '@throughline/service-kit';", 'A decider is pure'],
    ["import type { SubjectKeys } from '@throughline/keys';", 'A decider is pure'],
    ["export { Pool } from 'pg';", 'A decider is pure'],
    ["const pg = import('pg');", 'A decider is pure'],
    ['const now = new Date();', 'The time comes with the command'],
    ['const now = new Date;', 'The time comes with the command'],
    ['const now = Date.now();', 'The time comes with the command'],
    ['const now = globalThis.Date.now();', 'The time comes with the command'],
    ['const now = Date();', 'The time comes with the command'],
    ['const clock = Date.now;', 'The time comes with the command'],
    ['const now = performance.now();', 'The time comes with the command'],
    ['const now = DateTime.now();', 'The time comes with the command'],
    ['const now = DateTime.utc();', 'The time comes with the command'],
    ['const chance = Math.random();', 'Chance has no place here'],
    ['const id = crypto.randomUUID();', 'Ids come with the command'],
    ['const later = setTimeout(() => {}, 1);', 'A decider is pure'],
    ['const page = fetch("https://example.com");', 'A decider is pure'],
    ['const zone = process.env.TZ;', 'A decider is pure'],
  ])('may not say %s', async (code, reason) => {
    expect((await complaints(deal, code)).join('\n')).toContain(reason);
  });

  it('may read the times that it is given, and take time from another', async () => {
    const code = "const day = new Date(2026, 1, 1); const same = new Date('2026-01-01'); const then = DateTime.fromISO('2026-01-01');";
    expect(await complaints(deal, code)).toEqual([]);
  });

  it('is recognised wherever it is, and as it is keeps to the rules', async () => {
    expect(deciders).toContain(deal);
    for (const file of [...deciders, 'libs/imports/src/import.ts']) {
      expect([file, await complaints(file)]).toEqual([file, []]);
      expect([file, (await complaints(file, "import pg from 'pg';")).length]).toEqual([file, 1]);
    }
  });
});

describe('a view and a policy', () => {
  it.each(['services/sales/src/opportunity/opportunity.view.ts', ...globSync('services/sales/src/**/*.policy.ts', { cwd: root })])(
    'take the time from the event: %s',
    async (file) => {
      expect(await complaints(file)).toEqual([]);
      expect((await complaints(file, 'const now = Date.now();')).join()).toContain('The time comes with the command or the event');
    },
  );
});

const resolver = 'services/sales/src/opportunity/opportunity.resolver.ts';
const services = globSync('services/*/package.json', { cwd: root }).map((path) => path.split('/')[1]!);

describe('a service', () => {
  it.each(services.filter((name) => name !== 'sales'))('imports nothing of %s', async (name) => {
    for (const from of [`@throughline/${name}`, `@throughline/${name}/something`, `../../../${name}/src/index.js`])
      for (const file of [deal, resolver, 'services/sales/src/sales.service.ts'])
        expect([from, (await complaints(file, `import { other } from '${from}';`)).join()]).toEqual([
          from,
          expect.stringMatching(/share nothing but events/),
        ]);
  });

  it('imports Nest, its own files, the libraries and the events of the others', async () => {
    expect(await complaints(resolver)).toEqual([]);
    expect(
      await complaints(
        resolver,
        `import { ContactEventSchema } from '@throughline/contracts/contacts';
         import { Directory } from '@throughline/service-kit';
         import { lead } from '../lead/lead.js';
         import { Injectable } from '@nestjs/common';`,
      ),
    ).toEqual([]);
  });
});

describe('a library', () => {
  it.each(globSync('libs/*/src/index.ts', { cwd: root }))(
    'imports nothing of a service, of the gateway or of what runs them: %s',
    async (file) => {
      expect(await complaints(file)).toEqual([]);
      for (const from of [
        '@throughline/sales',
        '../../../services/sales/src/index.js',
        '@throughline/gateway',
        '../../../gateway/src/index.js',
        '@throughline/embedded',
      ])
        expect([from, (await complaints(file, `import { x } from '${from}';`)).join()]).toEqual([
          from,
          expect.stringMatching(/share nothing but events/),
        ]);
    },
  );
});
