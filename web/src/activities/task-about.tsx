import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from '../records/form';
import { useMe } from '../records/queries';
import { RecordLink } from '../records/record-link';
import type { RecordType, RecordValues } from '../records/record-type';
import { useChange } from '../records/use-change';
import type { CommandSubject } from '../slice';
import { AboutPicker } from './about-picker';
import { UpdateTask } from './tasks.graphql';

/** The records that a task is about. */
export default function TaskAbout({ record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('activities');
  const readOnly = useMe()?.role === 'READ_ONLY';
  const now = (record['about'] ?? []) as readonly CommandSubject[];
  const [about, setAbout] = useState<readonly CommandSubject[]>();
  const update = useChange(UpdateTask, 'TASK');
  if (about)
    return (
      <Form
        submit={t('records:save')}
        mutation={update}
        size="xs"
        save={() => update.mutate({ id: record.id, about: about.map(({ id }) => id) }, { onSuccess: () => setAbout(undefined) })}
        cancel={() => setAbout(undefined)}
      >
        <AboutPicker label={t('about')} value={about} onChange={setAbout} />
      </Form>
    );
  return (
    <Stack gap={4}>
      {now.map(({ id, kind, title }) => (
        <RecordLink key={id} kind={kind} id={id}>
          {title}
        </RecordLink>
      ))}
      {now.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('aboutNothing')}
        </Text>
      )}
      {!readOnly && (
        <Button size="compact-xs" variant="subtle" style={{ alignSelf: 'end' }} onClick={() => setAbout(now)}>
          {t('change')}
        </Button>
      )}
    </Stack>
  );
}
