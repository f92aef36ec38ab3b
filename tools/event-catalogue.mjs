// The event catalogue: what a service's proto says, for people. Called by generate-contracts.mjs.
import { createFileRegistry, fromBinary, getOption, ScalarType } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/** `image`: what `buf build` wrote, comments included. Answers Markdown by file name. */
export function catalogueOf(image) {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, image));
  const option = (name) => registry.getExtension(`throughline.${name}`);
  const optionsOf = { visibility: option('visibility'), personal: option('personal'), schema: option('schema') };
  const files = [...registry.files]
    .filter((file) => /^throughline\.[^.]+\.v1$/.test(file.proto.package))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const pages = new Map(files.map((file) => [`${serviceOf(file)}.md`, page(file, optionsOf)]));
  pages.set('README.md', index(files));
  return pages;
}

const note = '<!-- Generated from proto/ by tools/generate-contracts.mjs: change it there. -->';

function index(files) {
  return text([
    note,
    '# Events',
    'Every fact that a service writes, with its fields. PUBLIC events are relayed to every other service and stay readable for ever; INTERNAL ones are read by the service that wrote them and by nobody else.',
    'A personal field is never stored or sent in the clear. What is told of a data subject in an event is one string in `$sealed`, under the id of the subject, sealed with the subject’s key; without the key the field is empty.',
    'At rest and on the bus an event’s data is canonical proto JSON: names in `camelCase`, fields that are empty left out.',
    files.map((file) => `- [${serviceOf(file)}](${serviceOf(file)}.md): ${streamsOf(file).map(nameOfStream).join(', ')}`).join('\n'),
  ]);
}

function page(file, options) {
  const streams = streamsOf(file);
  const events = new Set(streams.flatMap((stream) => eventsOf(stream)));
  const types = [...file.messages.filter((message) => !streams.includes(message) && !events.has(message)), ...file.enums];
  return text([
    note,
    `# Events of ${serviceOf(file)}`,
    `From \`proto/${file.name}.proto\`; the topic is \`${file.proto.package}\`.`,
    ...streams.flatMap((stream) => [
      `## ${nameOfStream(stream)}`,
      commentOf(stream),
      ...eventsOf(stream).flatMap((event) => [`### ${event.name}`, badges(event, options), commentOf(event), fieldsOf(event, options)]),
    ]),
    ...(types.length > 0 ? ['## Types'] : []),
    ...types.flatMap((type) => [`### ${type.name}`, commentOf(type), type.kind === 'enum' ? valuesOf(type) : fieldsOf(type, options)]),
  ]);
}

function badges(event, { visibility, schema }) {
  const version = getOption(event, schema);
  return [getOption(event, visibility) === 2 ? 'PUBLIC' : 'INTERNAL', ...(version > 1 ? [`schema ${version}`] : [])].join(', ');
}

function fieldsOf(message, { personal }) {
  if (message.fields.length === 0) return 'No fields.';
  return table(
    ['Field', 'Type', 'Personal to', ''],
    message.fields.map((field) => {
      const subject = getOption(field, personal);
      const whose = subject === 'stream' ? 'the stream’s record' : subject ? `\`${camel(subject)}\`` : '';
      return [`\`${field.jsonName}\``, typeOf(field, message.file), whose, commentOf(field)];
    }),
  );
}

function valuesOf(type) {
  const values = type.values.filter(({ number }) => number > 0);
  return table(
    ['Value', ''],
    values.map((value) => [`\`${value.name}\``, commentOf(value)]),
  );
}

function typeOf(field, file) {
  const name = (desc) =>
    desc.file === file
      ? `[${desc.name}](#${desc.name.toLowerCase()})`
      : desc.typeName.replace(/^google\.protobuf\./, '').replace(/^throughline\./, '');
  const element = (kind) => (kind === 'scalar' ? ScalarType[field.scalar].toLowerCase() : name(field.message ?? field.enum));
  if (field.fieldKind === 'list') return `list of ${element(field.listKind)}`;
  if (field.fieldKind === 'map') return `map of ${element(field.mapKind)}`;
  return element(field.fieldKind);
}

function streamsOf(file) {
  return file.messages.filter((message) => message.oneofs.some(({ name }) => name === 'event'));
}

function eventsOf(stream) {
  return stream.oneofs.find(({ name }) => name === 'event').fields.map(({ message }) => message);
}

function nameOfStream({ name }) {
  return name.replace(/Event$/, '').replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
}

function serviceOf(file) {
  return file.proto.package.split('.')[1];
}

/** The comment before a declaration, in one paragraph. */
function commentOf(desc) {
  const path = pathOf(desc);
  const location = desc.file?.proto ?? desc.parent.file.proto;
  const found = location.sourceCodeInfo?.location.find(
    (candidate) => candidate.path.length === path.length && candidate.path.every((step, i) => step === path[i]),
  );
  return (found?.leadingComments ?? '').trim().replace(/\s*\n\s*/g, ' ');
}

// Numbers of fields in descriptor.proto: message_type 4 and its field 2, enum_type 5 and its value 2.
function pathOf(desc) {
  switch (desc.kind) {
    case 'message':
      return [4, desc.file.messages.indexOf(desc)];
    case 'enum':
      return [5, desc.file.enums.indexOf(desc)];
    case 'field':
      return [...pathOf(desc.parent), 2, desc.parent.fields.indexOf(desc)];
    case 'enum_value':
      return [...pathOf(desc.parent), 2, desc.parent.values.indexOf(desc)];
  }
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function camel(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}

function text(blocks) {
  return blocks.filter(Boolean).join('\n\n') + '\n';
}
