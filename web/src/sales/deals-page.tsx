import { SegmentedControl, Select, Skeleton } from '@mantine/core';
import { IconLayoutKanban, IconList } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { RecordListPage } from '../records/record-list-page';
import { Notice } from '../records/notice';
import { Board } from './board';
import { opportunity } from './opportunity';
import { usePipelines } from './pipelines';

/** Deals as a board or as a list, over the same filter; which, and of which pipeline, the address says. */
export default function DealsPage() {
  const { t } = useTranslation('sales');
  const { layout = 'board', pipeline: wanted }: { layout?: string; pipeline?: string } = useSearch({ strict: false });
  const navigate = useNavigate();
  const pipelines = usePipelines();
  const pipeline = pipelines?.find(({ id }) => id === wanted) ?? pipelines?.[0];
  const change = (changed: Readonly<Record<string, string | undefined>>) =>
    void navigate({ to: '.', search: (before: Record<string, unknown>) => ({ ...before, ...changed }), replace: true } as never);
  const actions = (
    <>
      {layout === 'board' && pipelines && pipelines.length > 1 && (
        <Select
          size="xs"
          w={160}
          aria-label={t('pipeline')}
          allowDeselect={false}
          data={pipelines.map(({ id, name }) => ({ value: id, label: name }))}
          value={pipeline?.id ?? null}
          onChange={(id) => id && change({ pipeline: id })}
        />
      )}
      <SegmentedControl
        size="xs"
        aria-label={t('layout')}
        value={layout}
        onChange={(value) => change({ layout: value === 'board' ? undefined : value })}
        data={[
          { value: 'board', label: <Choice icon={IconLayoutKanban} text={t('board')} /> },
          { value: 'list', label: <Choice icon={IconList} text={t('list')} /> },
        ]}
      />
    </>
  );
  if (layout !== 'board') return <RecordListPage type={opportunity} actions={actions} />;
  return (
    <RecordListPage
      type={opportunity}
      actions={actions}
      layout={({ query }) =>
        pipeline ? (
          <Board key={pipeline.id} pipeline={pipeline} query={query} />
        ) : pipelines ? (
          <Notice title={t('noPipeline')} text={t('noPipelineText')} />
        ) : (
          <Skeleton m="md" h={320} />
        )
      }
    />
  );
}

function Choice({ icon: Icon, text }: { readonly icon: typeof IconList; readonly text: string }) {
  return (
    <span style={{ display: 'inline-flex', gap: 4, alignItems: 'center' }}>
      <Icon size={14} aria-hidden />
      {text}
    </span>
  );
}
