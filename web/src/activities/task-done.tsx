import { Button } from '@mantine/core';
import { IconCheck, IconRotate } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../records/queries';
import type { RecordType, RecordValues } from '../records/record-type';
import type { TaskRowFragment } from './tasks.graphql';
import { useFinish } from './use-tasks';

/** Ends a task on its own page. */
export default function TaskDone({ record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('activities');
  const readOnly = useMe()?.role === 'READ_ONLY';
  const finish = useFinish();
  const open = record['open'] === true;
  return (
    <Button
      fullWidth
      variant={open ? 'filled' : 'default'}
      disabled={readOnly}
      leftSection={open ? <IconCheck size={16} aria-hidden /> : <IconRotate size={16} aria-hidden />}
      onClick={() => void finish(record as unknown as TaskRowFragment)}
    >
      {t(open ? 'markDone' : 'reopen')}
    </Button>
  );
}
