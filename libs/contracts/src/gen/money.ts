export * from './throughline/money_pb.js';
