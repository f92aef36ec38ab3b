import { Accordion, Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../records/loaded';
import { SettingsPage } from '../records/settings-page';
import { PipelineEditor } from './pipeline-editor';
import { pipelinesQuery } from './pipelines';

/** The ways to a sale, and what each step asks for. */
export default function PipelineSettings() {
  const { t } = useTranslation('sales');
  const query = useQuery(pipelinesQuery);
  const [open, setOpen] = useState<string | null>();
  const [adding, setAdding] = useState(false);
  return (
    <SettingsPage
      title={t('pipelines')}
      width={980}
      action={
        <Button leftSection={<IconPlus size={16} />} disabled={adding} onClick={() => setAdding(true)}>
          {t('newPipeline')}
        </Button>
      }
    >
      {adding && <PipelineEditor close={() => setAdding(false)} />}
      <Loaded query={query}>
        {(pipelines) =>
          pipelines.length === 0 ? (
            !adding && (
              <Text size="sm" c="dimmed">
                {t('noPipelineText')}
              </Text>
            )
          ) : (
            <Accordion
              variant="separated"
              order={2}
              keepMounted={false}
              value={open === undefined ? pipelines[0]!.id : open}
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
                    <PipelineEditor pipeline={pipeline} />
                  </Accordion.Panel>
                </Accordion.Item>
              ))}
            </Accordion>
          )
        }
      </Loaded>
    </SettingsPage>
  );
}
