import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { RecordType } from '../record-type.js';
import { expectSchemaCovers, schemaProblems } from './index.js';

const shared = readFileSync(new URL('../../filters.graphql', import.meta.url), 'utf8');
const note: RecordType = {
  name: 'Note',
  fields: [
    { key: 'title', label: 'Title', kind: 'text', sortable: true },
    { key: 'mood', label: 'Mood', kind: 'enum', values: ['GOOD', 'BAD'] },
    { key: 'body', label: 'Body', kind: 'longText', filterable: false },
  ],
};
const own = `
  enum Mood { GOOD BAD }
  input MoodFilter { eq: Mood ne: Mood in: [Mood!] isNull: Boolean }
  input NoteFilter { and: [NoteFilter!] or: [NoteFilter!] not: NoteFilter title: TextFilter mood: MoodFilter }
  enum NoteOrderField { title }
`;

describe('a schema', () => {
  it('covers a record when it spells its filters and orders, and the shared types as they are', () => {
    expect(schemaProblems(note, shared + own)).toEqual([]);
  });

  it.each([
    ['title: TextFilter ', '', 'NoteFilter.title is missing: TextFilter'],
    ['title: TextFilter', 'title: IdFilter', 'NoteFilter.title is IdFilter, not TextFilter'],
    ['mood: MoodFilter', 'mood: MoodFilter body: TextFilter', 'NoteFilter.body is no field of the record'],
    ['NoteOrderField { title }', 'NoteOrderField { title mood }', 'NoteOrderField.mood is no sortable field of the record'],
    ['enum NoteOrderField { title }', '', 'enum NoteOrderField is missing'],
  ])('does not, with %j as %j', (text, other, problem) => {
    expect(() => expectSchemaCovers(note, shared + own.replace(text, other))).toThrow(problem);
  });

  it('does not when a shared type differs, or is used and not there', () => {
    expect(schemaProblems(note, shared.replace('startsWith: String', '') + own)).toEqual(['TextFilter is not as in filters.graphql']);
    expect(schemaProblems(note, own)).toEqual(['TextFilter is missing: take it from filters.graphql']);
  });
});
