import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
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
      <form
        onSubmit={(event) => {
          event.preventDefault();
          update.mutate({ id: record.id, about: about.map(({ id }) => id) }, { onSuccess: () => setAbout(undefined) });
        }}
      >
        <Stack gap="xs">
          <AboutPicker label={t('about')} value={about} onChange={setAbout} />
          <Group justify="end" gap="xs">
            <Button size="xs" variant="default" onClick={() => setAbout(undefined)}>
              {t('records:cancel')}
            </Button>
            <Button size="xs" type="submit" loading={update.isPending}>
              {t('records:save')}
            </Button>
          </Group>
        </Stack>
      </form>
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
