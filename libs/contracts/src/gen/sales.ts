export * from './throughline/sales/v1/sales_pb.js';
