import { IconCheckbox } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../app/graph';
import type { Choice, RecordType, RecordValues } from '../records/record-type';
import type { CommandSubject } from '../slice';
import { TaskKinds } from './tasks.graphql';

/** The kinds of tasks that the organisation has chosen. */
export function useTaskKinds(): readonly string[] {
  const { data } = useQuery({
    queryKey: ['settings', 'taskKinds'],
    queryFn: async ({ signal }) => (await ask(TaskKinds, {}, { signal })).taskKinds,
    staleTime: 300_000,
  });
  return data ?? [];
}

const useKindChoices = (): readonly Choice[] => useTaskKinds().map((kind) => ({ value: kind, text: kind }));

const titles = (record: RecordValues) => ((record['about'] ?? []) as readonly CommandSubject[]).map(({ title }) => title).join(', ');

export const task: RecordType = {
  kind: 'TASK',
  type: 'Task',
  one: 'task',
  many: 'tasks',
  path: '/tasks/all',
  icon: IconCheckbox,
  label: 'activities:task',
  plural: 'activities:allTasks',
  titleSelect: 'title',
  title: ({ title }) => String(title),
  titleField: 'title',
  fields: [
    {
      key: 'title',
      kind: 'text',
      label: 'activities:title',
      group: 'activities:task',
      order: 'title',
      required: true,
      single: true,
      importAs: false,
    },
    { key: 'kind', kind: 'choice', label: 'activities:kind', group: 'activities:task', useChoices: useKindChoices, importAs: false },
    { key: 'dueAt', kind: 'dateTime', label: 'activities:dueAt', group: 'activities:task', order: 'dueAt', importAs: false },
    { key: 'assignee', kind: 'reference', of: 'USER', label: 'activities:assignee', group: 'activities:task', importAs: false },
    {
      key: 'about',
      kind: 'text',
      label: 'activities:about',
      select: 'about { id kind title }',
      value: titles,
      filter: false,
      input: false,
      importAs: false,
    },
    { key: 'body', kind: 'longText', label: 'activities:text', group: 'activities:task', importAs: false },
    {
      key: 'open',
      kind: 'yesNo',
      label: 'activities:open',
      group: 'activities:state',
      input: false,
      bulk: 'open',
      importAs: false,
    },
    {
      key: 'completedAt',
      kind: 'dateTime',
      label: 'activities:completedAt',
      group: 'activities:state',
      order: 'completedAt',
      input: false,
      importAs: false,
    },
    { key: 'escalated', kind: 'yesNo', label: 'activities:escalated', group: 'activities:state', input: false, importAs: false },
    { key: 'createdAt', kind: 'dateTime', label: 'activities:createdAt', order: 'createdAt', input: false, importAs: false },
    { key: 'updatedAt', kind: 'dateTime', label: 'activities:updatedAt', order: 'updatedAt', input: false, importAs: false },
  ],
  columns: ['dueAt', 'assignee', 'about', 'kind', 'open'],
  quick: ['title', 'body'],
  order: { field: 'dueAt', direction: 'ASC' },
  newFields: ['title', 'dueAt', 'assignee', 'kind', 'body'],
  mutations: { create: 'createTask', update: 'updateTask', archive: 'archiveTask', restore: 'restoreTask', bulk: 'updateTasks' },
  files: 'tasks',
  exportOnly: true,
};
