import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { usePages } from '../records/pages';
import { offerUndo } from '../records/undo';
import { CompleteTask, ReopenTask, Tasks, type TaskRowFragment, type TasksQueryVariables } from './tasks.graphql';
import { newId } from '../app/new-id';

type Filter = NonNullable<TasksQueryVariables['filter']>;

/** The tasks that a filter lets through, in an order, page by page. */
export function useTasks(filter: Filter, orderBy: TasksQueryVariables['orderBy'], first = 50) {
  const { nodes, data, ...pages } = usePages(
    ['records', 'TASK', 'agenda', filter, orderBy, first],
    async (after, signal) => (await ask(Tasks, { filter, orderBy, first, after }, { signal })).tasks,
  );
  return { ...pages, tasks: nodes, total: data?.pages[0]?.totalCount };
}

/** Ends a task, or opens it again, with an offer to take that back. */
export function useFinish(): (task: TaskRowFragment) => Promise<void> {
  const client = useQueryClient();
  const { t } = useTranslation('activities');
  const finish = async ({ id }: TaskRowFragment, done: boolean): Promise<boolean> => {
    try {
      const input = { id, commandId: newId() };
      await (done ? ask(CompleteTask, { input }) : ask(ReopenTask, { input }));
      return true;
    } catch (error) {
      notifications.show({ color: 'red', message: (error as Error).message });
      return false;
    } finally {
      const keys = [['records', 'TASK'], ['record', 'TASK', id], ['timeline']];
      await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
    }
  };
  return async (task) => {
    if (!(await finish(task, task.open))) return;
    offerUndo(t(task.open ? 'taskDone' : 'taskReopened', { title: task.title }), () => void finish(task, !task.open));
  };
}
