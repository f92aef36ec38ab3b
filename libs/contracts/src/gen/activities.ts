export * from './throughline/activities/v1/activities_pb.js';
