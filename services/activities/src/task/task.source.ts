import { registered } from '../record/registry.js';
import { task } from './task.js';
import { taskRecord } from './task.record.js';
import { tasks } from './task.view.js';

const record = { ...taskRecord, refersTo: () => ({ record: registered }) };

export const taskSource = { record, view: tasks, events: task };
