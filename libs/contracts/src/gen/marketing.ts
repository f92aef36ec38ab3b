export * from './throughline/marketing/v1/marketing_pb.js';
