import { ActionIcon, Group, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { AddButton } from '../records/add-button';
import { useMe } from '../records/queries';
import { RecordLink } from '../records/record-link';
import type { RecordType, RecordValues } from '../records/record-type';
import { runCommand } from '../records/run-command';
import { Children, Tree } from './contacts.graphql';

const step = 16;

/** The companies above an account, itself, and those below, opened one by one. */
export default function AccountTree({ type, record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('contacts');
  const readOnly = useMe()?.role === 'READ_ONLY';
  const { data } = useQuery({
    queryKey: ['record', type.kind, record.id, 'tree'],
    queryFn: async ({ signal }) => (await ask(Tree, { id: record.id }, { signal })).account,
  });
  if (!data) return null;
  const depth = data.ancestors.length;
  const alone = depth === 0 && data.children.edges.length === 0;
  return (
    <Stack gap={4}>
      {alone ? (
        <Text size="sm" c="dimmed">
          {t('noTree')}
        </Text>
      ) : (
        <>
          {data.ancestors.map(({ id, name }, at) => (
            <div key={id} style={{ paddingLeft: at * step }}>
              <RecordLink kind="ACCOUNT" id={id}>
                {name}
              </RecordLink>
            </div>
          ))}
          <Text size="sm" fw={600} pl={depth * step} aria-current="true">
            {data.name}
          </Text>
          {data.children.edges.map(({ node }) => (
            <Branch key={node.id} id={node.id} name={node.name} below={node.children.totalCount} depth={depth + 1} />
          ))}
        </>
      )}
      {!readOnly && (
        <AddButton onClick={() => runCommand('contacts.newAccount', { kind: type.kind, id: record.id, title: type.title(record) })}>
          {t('addBranch')}
        </AddButton>
      )}
    </Stack>
  );
}

function Branch({
  id,
  name,
  below,
  depth,
}: {
  readonly id: string;
  readonly name: string;
  readonly below: number;
  readonly depth: number;
}) {
  const [open, setOpen] = useState(false);
  const { data } = useQuery({
    queryKey: ['record', 'ACCOUNT', id, 'children'],
    enabled: open,
    queryFn: async ({ signal }) => (await ask(Children, { id }, { signal })).account?.children.edges.map(({ node }) => node) ?? [],
  });
  return (
    <>
      <Group gap={2} wrap="nowrap" pl={depth * step}>
        <RecordLink kind="ACCOUNT" id={id}>
          {name}
        </RecordLink>
        {below > 0 && (
          <ActionIcon size="xs" aria-expanded={open} aria-label={name} onClick={() => setOpen(!open)}>
            {open ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
          </ActionIcon>
        )}
      </Group>
      {open &&
        data?.map((child) => <Branch key={child.id} id={child.id} name={child.name} below={child.children.totalCount} depth={depth + 1} />)}
    </>
  );
}
