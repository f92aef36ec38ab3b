import { ActionIcon, Drawer, Group, Skeleton, Stack } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowsDiagonal, IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Facts } from './facts';
import { useMe, useRecord } from './queries';
import { Failed, Notice } from './notice';
import { panelsOn } from './record-page';
import { RecordHeader } from './record-header';
import type { RecordType } from './record-type';

interface Props {
  readonly type: RecordType;
  readonly id: string;
  readonly previous: (() => void) | undefined;
  readonly next: (() => void) | undefined;
  readonly close: () => void;
  readonly asOf?: string | undefined;
}

/** A record beside its list: J and K go to the next and the previous one, Escape goes back. */
export function Peek({ type, id, previous, next, close, asOf }: Props) {
  const { t } = useTranslation('records');
  const { data: record, error, refetch } = useRecord(type, id, asOf);
  const readOnly = useMe()?.role === 'READ_ONLY';
  useHotkeys([
    ['j', () => next?.()],
    ['k', () => previous?.()],
    ['Escape', close],
    [' ', close],
  ]);
  return (
    <Drawer.Root
      opened
      onClose={close}
      position="right"
      size={460}
      lockScroll={false}
      trapFocus={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Drawer.Content aria-label={record ? type.title(record) : t('loading')} style={{ boxShadow: 'var(--mantine-shadow-xl)' }}>
        <Drawer.Body>
          <Group justify="space-between" mb="sm">
            <Group gap={4}>
              <ActionIcon disabled={!previous} onClick={previous} aria-label={t('previous')}>
                <IconChevronUp size={18} />
              </ActionIcon>
              <ActionIcon disabled={!next} onClick={next} aria-label={t('next')}>
                <IconChevronDown size={18} />
              </ActionIcon>
            </Group>
            <Group gap={4}>
              <ActionIcon component={Link} to={`${type.path}/${id}` as string} aria-label={t('open')}>
                <IconArrowsDiagonal size={18} />
              </ActionIcon>
              <ActionIcon onClick={close} aria-label={t('close')}>
                <IconX size={18} />
              </ActionIcon>
            </Group>
          </Group>
          {record ? (
            <Stack gap="md">
              <RecordHeader type={type} record={record} compact />
              <div>
                <Facts key={id} type={type} record={record} readOnly={readOnly} />
              </div>
              {panelsOn(type.kind, 'main')
                .slice(0, 1)
                .map(({ key, component: Component }) => (
                  <Suspense key={key} fallback={<Skeleton h={80} />}>
                    <Component key={id} type={type} record={record} />
                  </Suspense>
                ))}
            </Stack>
          ) : record === null ? (
            <Notice title={t('notFound')} text={t('notFoundText')} />
          ) : error ? (
            <Failed error={error} again={() => void refetch()} />
          ) : (
            <Skeleton h={240} />
          )}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
