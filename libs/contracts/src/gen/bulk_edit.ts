export * from './throughline/bulk_edit_pb.js';
