import { globSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { serviceMessages, type Message } from '../service-messages';
import { sentences } from './activities/sentences';

const root = new URL('../..', import.meta.url).pathname;
const timeline = 'services/activities/src/timeline/timeline.view.ts';

/** What only programs come by that ask the graph in other ways than these pages do. */
const notForPeople = [
  'A subscription is asked for with `accept: text/event-stream`.',
  'A subscription tells only what its own service knows, which {0}.{1} is not. Ask for the rest by a query.',
  'A subscription tells only what its own service knows. Ask for the rest by a query.',
  'There is no operation "{0}" in the query.',
  'Say which by operationName.',
  'There is no operation.',
  'Send the query as a POST with a JSON body.',
  'The content type must be application/json.',
  'The body is not JSON.',
  'One operation a request.',
  'The body must be a JSON object with the query in "query".',
  '"variables" must be an object.',
  '"operationName" must be a string.',
  'Only {0} here.',
  'Only POST, PUT, DELETE here.',
  'Send { "email", "password" } as JSON.',
  'There is nothing here. The graph is at /graphql.',
  'The query may touch about {0} records; {1} are allowed. Ask for smaller pages.',
  'The query is longer than the {0} tokens that are allowed.',
  'The query is {0} fields deep; {1} are allowed.',
  'The query has {0} aliases; {1} are allowed.',
  'The query has {0} directives; {1} are allowed.',
  'The alias {0} begins with __, which GraphQL keeps for itself.',
];

/** What libraries say of what a person typed. */
const ofLibraries: readonly Message[] = [
  { text: 'Int cannot represent non 32-bit signed integer value: {0}', at: 'graphql' },
  { text: 'Int cannot represent non-integer value: {0}', at: 'graphql' },
];

const placesOf = (text: string) => [...new Set(text.match(/\{\w+\}/g))].toSorted();
/** Whether what a service says is what a catalogue has, or is of its form: `must be from 1 to 100` of `must be from {0} to {1}`. */
const fits = (pattern: string) => {
  const parts = pattern.split(/\{+\w+\}+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.+')}$`, 's');
  return ({ text }: Message) => expression.test(text);
};

describe('what services tell people', () => {
  let told: readonly Message[];
  let toldOnTimelines: readonly Message[];

  beforeAll(() => {
    const all = globSync(['services/*/src/**/*.ts', 'libs/*/src/**/*.ts', 'gateway/src/*.ts'], { cwd: root });
    const others = all.filter((path) => path !== timeline);
    told = [...serviceMessages(root, others), ...ofLibraries];
    toldOnTimelines = serviceMessages(root, [timeline]);
  });

  it('is found in their sources, through functions, tables and what is filled in', () => {
    const texts = told.map(({ text }) => text);
    expect(texts).toEqual(
      expect.arrayContaining([
        'is required', // a check
        'must be true or false', // a function of the file
        'there are {0} products "{1}"', // a function of another file
        'has a postal code that {0}', // a table
        'A deal in the stage "{0}" needs {1}.',
        'a close date', // what is filled in there
        'There is no such {0}, or you may not see it.',
        'price book',
        '{0} What was changed stays.',
        'Something went wrong on our side ({0}).',
      ]),
    );
    expect(notForPeople.filter((text) => !texts.includes(text))).toEqual([]);
  });

  describe.each(globSync('app/messages/*.json', { cwd: new URL('.', import.meta.url).pathname }))('is in %s', (path) => {
    const catalogue = JSON.parse(readFileSync(`${root}/web/src/${path}`, 'utf8')) as Readonly<Record<string, string>>;

    it('all of it', () => {
      const known = Object.keys(catalogue).map(fits);
      const missing = told.filter((message) => !notForPeople.includes(message.text) && !known.some((fit) => fit(message)));
      expect(missing).toEqual([]);
    });

    it('with nothing beside it that no service says', () => {
      expect(Object.keys(catalogue).filter((text) => !told.some(fits(text)))).toEqual([]);
    });

    it('with the same places for what is filled in', () => {
      const different = Object.entries(catalogue).filter(([text, own]) => !own.trim() || placesOf(text).join() !== placesOf(own).join());
      expect(different).toEqual([]);
    });
  });

  it('on timelines has a word for every language', () => {
    const known = Object.values(sentences);
    expect(toldOnTimelines.filter((message) => message.text !== 'not known' && !known.some((sentence) => fits(sentence)(message)))).toEqual(
      [],
    );
    expect(
      known.filter(
        (sentence) => !toldOnTimelines.some(fits(sentence)) && !toldOnTimelines.some(({ text }) => fits(text)({ text: sentence, at: '' })),
      ),
    ).toEqual([]);
  });
});
