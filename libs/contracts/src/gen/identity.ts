export * from './throughline/identity/v1/identity_pb.js';
