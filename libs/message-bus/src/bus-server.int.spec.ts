import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern } from '@nestjs/microservices';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PostgresEventStore, type RecordedEvent } from '@throughline/event-store';
import { anAppend } from '@throughline/event-store/testing';
import { testDatabase, type TestDatabase } from '@throughline/test-kit';
import pg from 'pg';
import { EmbeddedBus } from './index.js';
import { BusServer, PostgresCursors } from './nest.js';

const heard: RecordedEvent[] = [];
let failures = 0;

@Controller()
class Listener {
  @EventPattern('sales.ThingHappened')
  async happened(event: RecordedEvent): Promise<void> {
    if (failures-- > 0) throw new Error('not now');
    heard.push(event);
  }
}

@Module({ controllers: [Listener] })
class ListenerModule {}

describe('a Nest handler', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  let pool: pg.Pool;
  const bus = new EmbeddedBus();

  beforeEach(async () => {
    heard.length = 0;
    database = await testDatabase();
    store = await PostgresEventStore.open({ url: database.url });
    pool = new pg.Pool({ connectionString: database.url });
    bus.register('sales', store);
  });
  afterEach(async () => {
    await pool.end();
    await store.close();
    await database.drop();
  });

  async function listening() {
    const strategy = new BusServer({ bus, name: 'listener', cursors: await PostgresCursors.open(pool) });
    const app = await NestFactory.createMicroservice(ListenerModule, { strategy, logger: false });
    await app.listen();
    return app;
  }
  async function heardAll(count: number): Promise<void> {
    while (heard.length < count) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  it('hears the events of its pattern in order, again where it failed, and goes on after a restart', async () => {
    failures = 1;
    await store.append(anAppend({ events: 3 }));
    const first = await listening();
    await heardAll(3);
    await first.close();
    await store.append(anAppend({ events: 2 }));
    const second = await listening();
    await heardAll(5);
    await second.close();
    expect(heard.map(({ position }) => position)).toEqual([1n, 2n, 3n, 4n, 5n]);
  });

  it('whose pattern is no event of a service is refused at the start', async () => {
    @Controller()
    class Lost {
      @EventPattern('whatever')
      async happened(_: RecordedEvent): Promise<void> {}
    }
    @Module({ controllers: [Lost] })
    class LostModule {}
    const strategy = new BusServer({ bus, name: 'lost', cursors: await PostgresCursors.open(pool) });
    const app = await NestFactory.createMicroservice(LostModule, { strategy, logger: false, abortOnError: false });
    await expect(app.listen()).rejects.toThrow('such as sales.OpportunityWon');
    await app.close();
  });
});
