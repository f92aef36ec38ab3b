import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react-swc';
import { defineConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';
import { loadedWith } from './first-page.ts';

/** A running installation, for `npx vite` in this folder: pages are then served as they are edited, and everything else comes from there. */
const server = process.env['THROUGHLINE_URL'] ?? 'http://127.0.0.1:4000';
const passedOn = ['/graphql', '/session', '/setup', '/imports', '/exports', '/forms', '/health'];

/** What the start page begins with: the app, and the panels that slices show on it. */
const startPage = globSync('src/{main,app/home,*/home-*}.tsx', { cwd: import.meta.dirname }).map((file) =>
  resolve(import.meta.dirname, file),
);
let firstPage: ReadonlySet<string> | undefined;

export default defineConfig({
  // An operation is imported by its `.graphql` file's name; what is meant is the typed text beside it.
  resolve: { alias: [{ find: /\.graphql$/, replacement: '.graphql.ts' }] },
  plugins: [react(), compression({ algorithms: ['gzip', 'brotliCompress'], exclude: [/\.map$/] })],
  server: {
    proxy: Object.fromEntries(
      passedOn.map((path) => [
        path,
        // The pages of forms have paths like those that forms are posted to.
        {
          target: server,
          bypass: ({ url = '', headers: { accept = '' } }) =>
            /^\/forms\b/.test(url) && accept.includes('text/html') ? '/index.html' : undefined,
        },
      ]),
    ),
  },
  build: {
    sourcemap: false,
    chunkSizeWarningLimit: 1_000,
    target: 'es2022',
    // Of `light-dark()`, which would else be written in a way that Mantine's themes do not understand.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // All slices' words of a language come together, with what services say.
            ...['en', 'de'].map((language) => ({
              name: `words-${language}`,
              test: new RegExp(`/(words|messages)/${language}\\.json$`),
              priority: 1,
            })),
            // As one file the start page's script is a fifth smaller than as the hundred that it has in common with other pages.
            {
              debugName: 'first-page',
              name: (id, modules) => {
                firstPage ??= loadedWith(startPage, (one) => modules.getModuleInfo(one));
                return firstPage.has(id) ? 'first-page' : null;
              },
            },
          ],
        },
      },
    },
  },
});
