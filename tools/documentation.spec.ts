import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, matchesGlob } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = new URL('..', import.meta.url).pathname;
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const found = (pattern: string) => globSync(pattern, { cwd: root, exclude: ['**/node_modules/**', '**/dist/**'] });

const pages = found('{*.md,docs/**/*.md,{libs,services,deploy}/*/README.md,{gateway,proto,web}/README.md}').filter(
  // Generated from proto/.
  (page) => !page.startsWith('docs/events/'),
);
const sources = found('{{libs,services,deploy,gateway,tools,web,proto}/**/*.{ts,tsx,mjs,graphql,proto,json,yaml,sh},*.{js,json}}').filter(
  (path) => !path.endsWith('documentation.spec.ts'),
);
const files = [...new Set(sources.map((path) => basename(path)))];
const specs = sources.filter((path) => path.endsWith('.spec.ts'));
const words = new Set(sources.flatMap((path) => read(path).match(/\w+/g) ?? []));
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** What the guides have the reader make. */
const examples = /billing|invoices?[-_ ]?due|AccountInvoices|visit[-_ ]?source|latestAt|on[-_ ]?hold|legal[-_ ]?form/i;

const fence = /^ *```(\w*)\n([\s\S]*?)^ *```/gm;
const blocks = (page: string, ...languages: string[]) =>
  [...read(page).matchAll(fence)].filter(([, language]) => languages.includes(language!)).map(([, , code]) => code!);
const prose = (page: string) => read(page).replace(fence, '');
const quoted = (page: string) => [...prose(page).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
const headings = (page: string) => [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));
const anchorOf = (heading: string) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'); // prettier-ignore

/** What is wrong on which page. */
const wrong = (of: readonly string[], on: (page: string) => readonly string[]) =>
  of.flatMap((page) => on(page).map((each) => [page, each]));

describe('the documentation', () => {
  it('links to what is there', () => {
    const isDead = (page: string, link: string) => {
      const [path, anchor] = link.split('#') as [string, string?];
      const target = path ? join(dirname(page), path) : page;
      return !existsSync(join(root, target)) || (anchor !== undefined && !headings(target).includes(anchor));
    };
    const links = (page: string) => [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    const dead = (page: string) => links(page).filter((link) => !/^(https?|mailto):/.test(link) && isDead(page, link));
    expect(pages).toContain('README.md');
    expect(wrong(pages, dead)).toEqual([]);
  });

  it('names files that are there', () => {
    const isThere = (name: string) => {
      if (/^(services|libs|gateway|web|proto|docs|tools|deploy)\/[\w./*-]+$/.test(name)) return found(name.replace(/\/$/, '')).length > 0;
      if (/^[\w*-]+(\.[\w-]+)*\.(ts|tsx|mjs|graphql|proto|sh)$/.test(name)) return files.some((file) => matchesGlob(file, name));
      return true;
    };
    expect(wrong(pages, (page) => quoted(page).filter((name) => !isThere(name) && !examples.test(name)))).toEqual([]);
  });

  it('gives commands that there are', () => {
    const isThere = (command: string) => {
      const [, script] = /npm run (?:-s )?([\w:-]+)/.exec(command) ?? [];
      const [, run] = /\bnode ([\w./-]+\.m?js)/.exec(command) ?? [];
      const [, tested = ''] = /npm test -- ([\w./ -]+)/.exec(command) ?? [];
      return (
        (!script || script in scripts) &&
        (!run || existsSync(join(root, run.replace('/dist/', '/src/').replace(/\.js$/, '.ts')))) &&
        tested.split(' ').every((path) => specs.some((spec) => spec.includes(path)))
      );
    };
    const commands = (page: string) => [...quoted(page), ...blocks(page, 'sh').flatMap((code) => code.split('\n'))];
    expect(wrong(pages, (page) => commands(page).filter((command) => !isThere(command) && !examples.test(command)))).toEqual([]);
  });

  it('names settings that are read', () => {
    const settings = (page: string) => read(page).match(/\b(THROUGHLINE|KAFKA|OPENSEARCH|EVENTSTOREDB|DATABASE|KEYS|BUS)_[A-Z_]+\b/g) ?? [];
    expect(wrong(pages, (page) => settings(page).filter((setting) => !words.has(setting)))).toEqual([]);
  });

  it('names what the code is made of, where it says how to change it', () => {
    // What people read is free.
    const texts = /'[^'\n]*'|"[^"\n]*"|\/\/.*$|\/\*\*.*\*\//gm;
    const names = (page: string) =>
      [...quoted(page), ...blocks(page, 'ts', 'graphql', 'proto')].flatMap(
        (code) => code.replace(texts, '').match(/\b[A-Za-z]+[a-z][A-Z]\w*\b|\b[A-Z][a-z]+\b/g) ?? [],
      );
    const guides = pages.filter((page) => page.startsWith('docs/guides/adding-'));
    expect(guides.length).toBe(4);
    expect(wrong(guides, (page) => names(page).filter((name) => !words.has(name) && !examples.test(name)))).toEqual([]);
  });
});

describe('the README', () => {
  it('shows code as it is', () => {
    const code = ['opportunity.ts', 'opportunity.spec.ts'].map((file) => read(`services/sales/src/opportunity/${file}`)).join('\n');
    const lines = new Set(code.split('\n').map((line) => line.trim()));
    const shown = blocks('README.md', 'ts').flatMap((block) => block.split('\n').map((line) => line.trim()));
    expect(shown.filter((line) => line !== '// ..' && !lines.has(line))).toEqual([]);
  });

  it('maps every folder', () => {
    const [, map] = /## The map\n([\s\S]*?)\n## /.exec(read('README.md'))!;
    const packages = found('{services,libs}/*/package.json').map((path) => `${basename(dirname(path))}/`);
    expect(packages.filter((folder) => !map!.includes(` ${folder}`))).toEqual([]);
    const top = [...map!.matchAll(/^ {4}([\w/]+)\//gm)].map(([, folder]) => folder!);
    expect(top.filter((folder) => !existsSync(join(root, folder)))).toEqual([]);
  });
});
