import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy, type Provider, type Type } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { serviceOf, type StreamSchema } from '@throughline/contracts';
import { BulkEditUndoEventSchema } from '@throughline/contracts/activities';
import type { CommandHandler } from '@throughline/decider';
import type { EventStore } from '@throughline/event-store';
import type { Viewer } from '@throughline/records';
import {
  COMMAND_HANDLER,
  Commands,
  CurrentViewer,
  Directory,
  ENVIRONMENT,
  EVENT_STORE,
  LOG,
  Records,
  VIEWS,
  type Log,
  type ServiceEnvironment,
  type ServiceManifest,
  type ServiceViews,
} from '@throughline/service-kit';
import { does, policy, type AnyPolicy } from '@throughline/views';
import { DataSource } from 'typeorm';
import { bulkEditDecider, type BulkEditDecider } from './bulk-edit.js';
import type { BulkEditKind } from './bulk-edit-kind.js';
import { bulkEditsView } from './bulk-edit.view.js';
import { BulkEdits, type BulkEditInput } from './bulk-edits.js';

interface Options {
  /** The service's own: `SalesBulkEditEventSchema`. */
  readonly events: StreamSchema;
  /** Of other services, whose bulk edits this one shows as well. */
  readonly alsoShown?: readonly StreamSchema[];
  /** By the mutation that changes many of them: `{ updateLeads: LeadBulkEdit }`. */
  readonly kinds: Readonly<Record<string, Type<BulkEditKind<never>>>>;
}

/** What a service's manifest takes up so that these kinds can be changed many at a time, and that taken back. Each kind's mutation is in its `schema.graphql`. */
export function bulkEditing({
  events,
  alsoShown = [],
  kinds,
}: Options): Required<Pick<ServiceManifest, 'views' | 'policies' | 'resolvers' | 'providers'>> {
  const decider = bulkEditDecider(events);
  const bulkEdits: Provider = {
    provide: BulkEdits,
    inject: [COMMAND_HANDLER, EVENT_STORE, VIEWS, Records, Commands, Directory, ENVIRONMENT, DataSource, LOG, ...Object.values(kinds)],
    useFactory: (
      handler: CommandHandler,
      store: EventStore,
      views: ServiceViews,
      records: Records,
      commands: Commands,
      directory: Directory,
      { keys }: ServiceEnvironment,
      dataSource: DataSource,
      log: Log,
      ...made: BulkEditKind[]
    ) => {
      const offered = Object.keys(kinds).map((mutation, index) => ({ mutation, kind: made[index]! }));
      return new BulkEdits({ handler, store, views, records, commands, directory, keys, decider }, dataSource, offered, log);
    },
  };
  return {
    views: [bulkEditsView(events, ...alsoShown)],
    policies: [takeBack(decider)],
    resolvers: Object.entries(kinds).map(([mutation, kind]) => mutationOf(mutation, kind)),
    providers: [...Object.values(kinds), bulkEdits, lifeIn(serviceOf(events))],
  };
}

function mutationOf(mutation: string, Kind: Type<BulkEditKind<never>>): Type {
  @Resolver()
  class BulkEditResolver {
    constructor(
      @Inject(BulkEdits) private readonly bulkEdits: BulkEdits,
      @Inject(Kind) private readonly kind: BulkEditKind,
    ) {}

    @Mutation(mutation)
    async start(@Args('input') input: BulkEditInput, @CurrentViewer() viewer: Viewer) {
      return { bulkEdit: await this.bulkEdits.start(viewer, { mutation, kind: this.kind }, input) };
    }
  }
  Object.defineProperty(BulkEditResolver, 'name', { value: `${Kind.name}Resolver` });
  return BulkEditResolver;
}

/** An edit of this service is to be taken back: that is an edit of its own, of the same records. */
function takeBack(decider: BulkEditDecider<StreamSchema>): AnyPolicy {
  return policy({
    name: 'undo-bulk-edit',
    version: 1,
    streams: [BulkEditUndoEventSchema],
    on: ['BulkEditUndoRequested'],
    from: 'beginning',
    load: async ({ stream, data }, { load }) => (await load(decider, stream.tenant, data.bulkEditId))?.state,
    react({ stream, data }, undone) {
      if (!undone || undone.status === 'none') return [];
      const { kind, recordIds, fields } = undone;
      const { bulkEditId: undoes, requestedBy } = data;
      return [does(decider, stream.id, { type: 'Start', kind, recordIds, values: '', fields, requestedBy, undoes })];
    },
  });
}

/** How soon after an event of the service it is looked whether that was one to be taken back, at most. */
const lookEvery = 500;

function lifeIn(service: string): Type {
  @Injectable()
  class BulkEditsLife implements OnApplicationBootstrap, OnModuleDestroy {
    private readonly unlisten: () => void;
    private looking: NodeJS.Timeout | undefined;

    constructor(
      @Inject(BulkEdits) private readonly bulkEdits: BulkEdits,
      @Inject(VIEWS) views: ServiceViews,
    ) {
      this.unlisten = views.onAdvanced((advanced) => {
        if (advanced === service) this.looking ??= setTimeout(() => this.look(), lookEvery);
      });
    }

    onApplicationBootstrap(): void {
      this.bulkEdits.begin();
    }

    async onModuleDestroy(): Promise<void> {
      this.unlisten();
      clearTimeout(this.looking);
      await this.bulkEdits.stop();
    }

    private look(): void {
      this.looking = undefined;
      this.bulkEdits.rouse();
    }
  }
  return BulkEditsLife;
}
