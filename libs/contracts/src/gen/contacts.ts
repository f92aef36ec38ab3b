export * from './throughline/contacts/v1/contacts_pb.js';
