/**
 * A process that imports companies, to be killed: `{ databaseUrl, folder, file? }` as JSON in the first argument. With a file it sends it in, always with the
 * same key, then it works on what there is, prints a line for each chunk and ends when the import has.
 */
import { createReadStream } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createEventCodec, type StreamSchema } from '@throughline/contracts';
import { ContactsImportEventSchema } from '@throughline/contracts/contacts';
import { createCommandHandler } from '@throughline/decider';
import { PostgresEventStore } from '@throughline/event-store';
import { createHmacs, PostgresSubjectKeys } from '@throughline/keys';
import { EmbeddedBus } from '@throughline/message-bus';
import type { Viewer } from '@throughline/records';
import { createLog } from '@throughline/service-kit';
import { ViewRunner } from '@throughline/views';
import { FolderBlobStore } from '../blob-store.js';
import { importDecider } from '../import.js';
import { ImportRow, importsView } from '../import.view.js';
import { Imports } from '../imports.js';
import { SealedBlobs } from '../sealed-blobs.js';
import { companies, CompanyImport } from './companies.js';

const { databaseUrl, folder, file } = JSON.parse(process.argv[2]!) as { databaseUrl: string; folder: string; file?: string };
const viewer: Viewer = { tenant: 'main', actor: 'ann', name: 'Ann', role: 'ADMIN', sees: 'all' };

const store = await PostgresEventStore.open({ url: databaseUrl });
const masterKey = Buffer.alloc(32, 7);
const keys = await PostgresSubjectKeys.open({ url: databaseUrl, masterKey });
const codec = createEventCodec(keys);
const handler = createCommandHandler(store, codec, createHmacs(masterKey));
const views = await ViewRunner.start({
  service: 'contacts',
  databaseUrl,
  store,
  codec,
  bus: new EmbeddedBus(),
  views: [companies, importsView(ContactsImportEventSchema)],
});
const resources = {
  handler,
  store,
  views,
  blobsOf: (tenant: string, id: string) => new SealedBlobs(new FolderBlobStore(folder), keys, tenant, id),
  decider: importDecider<StreamSchema>(ContactsImportEventSchema),
};
const imports = new Imports(resources, views.dataSource, [new CompanyImport(views.dataSource)], createLog('import'));

if (file) await imports.start(viewer, 'companies', { file: createReadStream(file), options: () => undefined }, 'the import');
imports.begin();
for (let printed = -1; ; await pause(5)) {
  const [row] = await views.dataSource.getRepository(ImportRow).find();
  if (row && row.rows !== printed) console.log(`rows ${(printed = row.rows)}`);
  if (row?.status !== 'DONE' && row?.status !== 'FAILED') continue;
  const { rows, created, updated, unchanged, failed, problem } = row;
  // In which order the rows of a portion are refused is left to chance.
  const refused: string[] = [];
  for await (const part of imports.errors(viewer, row.id)) refused.push(...part.split('\n').sort());
  console.log(JSON.stringify({ rows, created, updated, unchanged, failed, problem, refused }));
  break;
}
await imports.stop();
await views.close();
await store.close();
await keys.close();
