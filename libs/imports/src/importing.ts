import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy, type Provider, type Type } from '@nestjs/common';
import type { StreamSchema } from '@throughline/contracts';
import type { CommandHandler } from '@throughline/decider';
import type { EventStore } from '@throughline/event-store';
import {
  COMMAND_HANDLER,
  ENVIRONMENT,
  EVENT_STORE,
  LOG,
  VIEWS,
  type Log,
  type ServiceEnvironment,
  type ServiceManifest,
  type ServiceViews,
} from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { FolderBlobStore } from './blob-store.js';
import { importDecider } from './import.js';
import type { ImportKind } from './import-kind.js';
import { importsView } from './import.view.js';
import { Imports } from './imports.js';
import { ImportsController } from './imports.controller.js';
import { SealedBlobs } from './sealed-blobs.js';

/** What a service's manifest takes up to import these kinds: `views`, `controllers` and `providers`. `events` are the service's own: `SalesImportEventSchema`. */
export function importing(
  events: StreamSchema,
  ...kinds: readonly Type<ImportKind>[]
): Required<Pick<ServiceManifest, 'views' | 'controllers' | 'providers'>> {
  const imports: Provider = {
    provide: Imports,
    inject: [COMMAND_HANDLER, EVENT_STORE, VIEWS, ENVIRONMENT, LOG, DataSource, ...kinds],
    useFactory: (
      handler: CommandHandler,
      store: EventStore,
      views: ServiceViews,
      environment: ServiceEnvironment,
      log: Log,
      dataSource: DataSource,
      ...made: ImportKind[]
    ) => {
      const { keys, dataFolder = join(tmpdir(), `throughline-${process.pid}`) } = environment;
      const folder = new FolderBlobStore(dataFolder);
      const blobsOf = (tenant: string, id: string) => new SealedBlobs(folder, keys, tenant, id);
      return new Imports({ handler, store, views, blobsOf, decider: importDecider(events) }, dataSource, made, log);
    },
  };
  return { views: [importsView(events)], controllers: [ImportsController], providers: [...kinds, imports, ImportsLife] };
}

@Injectable()
class ImportsLife implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(@Inject(Imports) private readonly imports: Imports) {}

  onApplicationBootstrap(): void {
    this.imports.begin();
  }

  async onModuleDestroy(): Promise<void> {
    await this.imports.stop();
  }
}
