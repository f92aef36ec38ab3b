import { Accordion, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PipelineEditor } from './pipeline-editor';
import { usePipelines } from './pipelines';

/** The ways to a sale, and what each step asks for. */
export default function PipelineSettings() {
  const { t } = useTranslation('sales');
  const pipelines = usePipelines();
  const [open, setOpen] = useState<string | null>();
  const [adding, setAdding] = useState(false);
  return (
    <Stack gap="md" maw={980}>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('pipelines')}
        </Title>
        <Button size="xs" leftSection={<IconPlus size={16} />} disabled={adding} onClick={() => setAdding(true)}>
          {t('newPipeline')}
        </Button>
      </Group>
      {adding && <PipelineEditor close={() => setAdding(false)} />}
      {!pipelines && <Skeleton h={160} />}
      {pipelines?.length === 0 && !adding && (
        <Text size="sm" c="dimmed">
          {t('noPipelineText')}
        </Text>
      )}
      {pipelines && (
        <Accordion
          variant="separated"
          order={2}
          keepMounted={false}
          value={open === undefined ? (pipelines[0]?.id ?? null) : open}
          onChange={setOpen}
        >
          {pipelines.map((pipeline) => (
            <Accordion.Item key={pipeline.id} value={pipeline.id}>
              <Accordion.Control>
                {pipeline.name}{' '}
                <Text span size="sm" c="dimmed">
                  {pipeline.stages.map(({ name }) => name).join(' → ')}
                </Text>
              </Accordion.Control>
              <Accordion.Panel>
                <PipelineEditor key={pipeline.revision} pipeline={pipeline} />
              </Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      )}
    </Stack>
  );
}
