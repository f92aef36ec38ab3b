export * from './throughline/import_progress_pb.js';
