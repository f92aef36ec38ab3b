import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestServices, type TestUser } from '@throughline/service-kit/testing';
import { sales } from './sales.service.js';

let services: TestServices;
let manager: TestUser;

beforeAll(async () => {
  services = await TestServices.start([sales]);
  manager = await services.user({ role: 'MANAGER' });
}, 60_000);
afterAll(() => services?.close());

describe('smoke', () => {
  it('runs', async () => {
    console.log(
      JSON.stringify(await services.execute('sales', '{ pipelines { edges { node { id name stages { id name } } } } }', {}, manager.token)),
    );
    console.log(
      JSON.stringify(
        await services.execute(
          'sales',
          'mutation { createOpportunity(input: { name: "x", accountId: "nope" }) { opportunity { id } } }',
          {},
          manager.token,
        ),
      ),
    );
    console.log(
      JSON.stringify(
        await services.execute(
          'sales',
          'mutation { createOpportunity(input: { name: "x"}) { opportunity { id revision stage { name enteredAt } pipeline { name } owner { id } stuckBecause } } }',
          {},
          manager.token,
        ),
      ),
    );
  });
});
