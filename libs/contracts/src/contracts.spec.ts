import { getOption, type DescMessage } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { services } from './gen/all.js';
import { schema, visibility, Visibility } from './gen/options.js';
import { personalFields } from './personal.js';

const messages = Object.values(services).flatMap((service) =>
  Object.values(service).filter((value): value is DescMessage & typeof value => (value as { kind?: string }).kind === 'message'),
) as DescMessage[];
const streams = messages.filter(({ oneofs }) => oneofs.some(({ name }) => name === 'event'));
const events = streams.flatMap((stream) => stream.fields.map(({ message }) => message!));

describe('the contracts', () => {
  it('are of all departments', () => {
    expect(Object.keys(services)).toEqual(expect.arrayContaining(['activities', 'contacts', 'identity', 'marketing', 'sales']));
    expect(events.length).toBeGreaterThan(50);
  });

  it('name every event once in the product', () => {
    const names = events.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('hold nothing but events in a stream', () => {
    const others = streams.filter(
      ({ name, oneofs, fields }) => !name.endsWith('Event') || oneofs.length !== 1 || fields.some(({ oneof }) => !oneof),
    );
    expect(others.map(({ typeName }) => typeName)).toEqual([]);
  });

  it('say of every event who may read it', () => {
    const silent = events.filter((event) => getOption(event, visibility) === Visibility.UNSPECIFIED);
    expect(silent.map(({ typeName }) => typeName)).toEqual([]);
  });

  it.each(events.map((event) => [event.name, event] as const))('name data subjects that %s knows', (_, event) => {
    expect(() => personalFields(event)).not.toThrow();
  });

  it('say nothing of visibility or version where there is no event', () => {
    const others = messages.filter(
      (message) => !events.includes(message) && (getOption(message, visibility) || getOption(message, schema)),
    );
    expect(others.map(({ typeName }) => typeName)).toEqual([]);
  });

  it('keep field 100 for what administrators add', () => {
    const taken = events.filter(({ fields }) => fields.some(({ number, name }) => (number === 100) !== (name === 'custom')));
    expect(taken.map(({ typeName }) => typeName)).toEqual([]);
  });
});
