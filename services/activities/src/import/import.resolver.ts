import { setTimeout as sleep } from 'node:timers/promises';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { ContactsImportEventSchema } from '@throughline/contracts/contacts';
import { SalesImportEventSchema } from '@throughline/contracts/sales';
import { ImportRecord, importsView } from '@throughline/imports';
import { findRecord, listRecords, type RecordType, type Viewer } from '@throughline/records';
import { CurrentViewer } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import type { QueryImportsArgs } from '../schema.types.js';

/** Every department's imports in one list: a new department that imports adds its events here. */
export const imports = importsView(ContactsImportEventSchema, SalesImportEventSchema);

/** An import is seen by who started it, and by those who see all. */
const importRecord: RecordType = {
  name: 'Import',
  access: { owner: 'createdBy', creator: 'createdBy' },
  fields: [
    { key: 'id', label: 'Id', kind: 'id' },
    { key: 'createdAt', label: 'Sent', kind: 'dateTime', sortable: true },
  ],
};

/** The edge has answered with the id before the event is here. */
const patienceMs = 5_000;

@Resolver('Import')
export class ImportResolver {
  constructor(private readonly database: DataSource) {}

  @Query('import')
  async one(@Args('id') id: string, @CurrentViewer() viewer: Viewer): Promise<ImportRecord | undefined> {
    const source = { record: importRecord, entity: ImportRecord, viewer: own(viewer) };
    for (const until = Date.now() + patienceMs; ; await sleep(50)) {
      const found = await findRecord(this.database, source, id);
      if (found || Date.now() > until) return found;
    }
  }

  @Query('imports')
  list(@Args() query: QueryImportsArgs, @CurrentViewer() viewer: Viewer) {
    return listRecords(this.database, { ...query, record: importRecord, entity: ImportRecord, viewer: own(viewer) });
  }
}

const own = (viewer: Viewer): Viewer => ({ ...viewer, sees: viewer.sees === 'all' ? 'all' : [viewer.actor] });
