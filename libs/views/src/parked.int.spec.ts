import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { added, catalogue, products, renamed, tally, type Catalogue } from '../test/catalogue.js';
import { repaired } from '../test/repaired.js';
import type { AnyView } from './index.js';

describe('an event that a view cannot take', () => {
  let at: Catalogue;
  beforeEach(async () => {
    at = await catalogue();
  });
  afterEach(() => at.close());

  const shown = () => at.rows(`select name, events from products_v1 order by name`);

  it.each([
    ['by its projection', renamed('poison')],
    ['by Postgres', renamed('Amboss', { code: '0x00' })],
  ])('refused %s is parked, and the rest goes on', async (_, poison) => {
    const views = await at.start();
    const [one, two] = [randomUUID(), randomUUID()];
    await at.product(one, added('Anvil'));
    // What Postgres thinks of a value is known where it is written, at the end of a batch. Views that it does not touch have passed it, too.
    expect(await views.waitFor(await at.product(one, poison))).toBe(true);
    await at.product(one, renamed('Enclume'));
    const position = await at.product(two, added('Hammer'));
    expect(await views.waitFor(position)).toBe(true);
    expect(await shown()).toEqual([
      { name: 'Enclume', events: 2 },
      { name: 'Hammer', events: 1 },
    ]);
    expect(await at.rows('select products from tally_v1')).toEqual([{ products: 2 }]);
    const [parked, ...others] = await views.parked();
    expect(others).toEqual([]);
    expect(parked).toMatchObject({ kind: 'view', name: 'products', type: 'ProductChanged', source: 'sales', position: 2n, rows: [one] });
    expect(JSON.stringify(parked!.reason)).not.toContain('is not a name');

    await views.close();
    const again = await at.start({ views: [repaired, tally] });
    expect(await again.replayParked('products')).toEqual({ replayed: 1, parked: 0 });
    expect(await again.parked()).toEqual([]);
    const last = await at.product(one, renamed('Incudine'));
    await again.waitFor(last);
    expect(await at.rows(`select events from products_v1 where id = $1`, one)).toEqual([{ events: 4 }]);
  });

  it('among many in one batch is the only one that is parked', async () => {
    const ids = Array.from({ length: 30 }, () => randomUUID());
    for (const [i, id] of ids.entries()) await at.product(id, added(`Anvil ${i}`, { code: i === 17 ? '0x00' : 'A' }));
    const views = await at.start();
    await views.waitFor((await at.stores.sales.head()).position);
    expect(await at.rows('select count(*)::int from products_v1')).toEqual([{ count: 29 }]);
    expect((await views.parked()).map(({ rows }) => rows)).toEqual([[ids[17]]]);
    expect(await at.rows('select products from tally_v1')).toEqual([{ products: 30 }]);
  });

  it('holds the later ones of its row back where order matters, until it is replayed', async () => {
    const holding: AnyView = { ...products, onPoison: 'hold' };
    const views = await at.start({ views: [holding, tally] });
    const [one, two] = [randomUUID(), randomUUID()];
    await at.product(one, added('Anvil'));
    await at.product(one, renamed('poison'));
    await at.product(two, added('Hammer'));
    await views.waitFor(await at.product(one, renamed('Enclume')));
    expect(await shown()).toEqual([
      { name: 'Anvil', events: 1 },
      { name: 'Hammer', events: 1 },
    ]);
    expect(await views.replayParked('products')).toEqual({ replayed: 0, parked: 2 });
    await views.close();

    const again = await at.start({ views: [{ ...repaired, onPoison: 'hold' }, tally] });
    await again.waitFor(await at.product(one, renamed('Incudine')));
    expect((await again.parked()).length).toBe(3);
    expect(await again.replayParked('products')).toEqual({ replayed: 3, parked: 0 });
    await again.waitFor(await at.product(one, renamed('Yunque')));
    expect(await at.rows(`select events, names from products_v1 where id = $1`, one)).toEqual([
      { events: 5, names: ['Anvil', 'Antidote', 'Enclume', 'Incudine', 'Yunque'] },
    ]);
  });
});
