export * from './throughline/options_pb.js';
