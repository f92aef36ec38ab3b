import { readFileSync } from 'node:fs';
import { describe, it } from '@jest/globals';
import { expectSchemaCovers } from '@throughline/records/testing';
import { teamRecord } from './team/team.record.js';
import { userRecord } from './user/user.record.js';

const sdl = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

describe('the graph of identity', () => {
  it.each([userRecord, teamRecord])('spells the filters and orders of a $name', (record) => expectSchemaCovers(record, sdl));
});
