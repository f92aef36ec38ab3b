import { afterAll, describe } from '@jest/globals';
import { System } from '../system.js';
import { tellDemoRequest } from './story.js';

describe('a demo request', () => {
  let system: System | undefined;
  afterAll(() => system?.close());
  tellDemoRequest(async () => (system = await System.start()));
});
