import { ActionIcon, Group, HoverCard, Loader, Stack, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { ask, type TypedOperation } from '../app/graph';
import { actorName } from './actor-name';
import type { Field, RecordType, RecordValues } from './record-type';
import { asText } from './show';
import { filterName } from './filter';
import { useTitles } from './titles';

interface FieldChange {
  readonly from: unknown;
  readonly to: unknown;
  readonly at: string;
  readonly by: { readonly id: string; readonly name: string };
}

type Answer = { readonly record: { readonly changes: { readonly edges: readonly { readonly node: FieldChange }[] } } | null };

/** What the field was before, who changed it and when: by hover, or by Enter on its sign. */
export function FieldHistory({ type, record, field }: { readonly type: RecordType; readonly record: RecordValues; readonly field: Field }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <HoverCard openDelay={250} width={320} position="left-start" shadow="md" onOpen={() => setOpened(true)} withinPortal>
      <HoverCard.Target>
        <ActionIcon size="sm" aria-label={t('records:historyOf', { field: t(field.label) })} onFocus={() => setOpened(true)}>
          <IconHistory size={14} />
        </ActionIcon>
      </HoverCard.Target>
      <HoverCard.Dropdown>{opened && <Changes type={type} record={record} field={field} />}</HoverCard.Dropdown>
    </HoverCard>
  );
}

function Changes({ type, record, field }: { readonly type: RecordType; readonly record: RecordValues; readonly field: Field }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const key = field.input === false ? field.key : (filterName(field) ?? field.key);
  const { data, error } = useQuery({
    queryKey: ['record', type.kind, record.id, 'changes', key, record.revision],
    queryFn: async ({ signal }) => {
      const operation = `query Changes($id: ID!, $field: String) { record: ${type.one}(id: $id) { changes(field: $field, first: 10) { edges { node { from to at by { id name } } } } } }`;
      return (await ask(operation as TypedOperation<Answer, object>, { id: record.id, field: key }, { signal })).record;
    },
  });
  if (error) return <Text size="sm">{error.message}</Text>;
  if (data === undefined) return <Loader size="xs" />;
  const changes = data?.changes.edges.map(({ node }) => node) ?? [];
  if (changes.length === 0) return <Text size="sm">{t('records:neverChanged')}</Text>;
  return (
    <Stack gap="xs">
      {changes.map(({ from, to, at, by }) => (
        <div key={at}>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            <Was field={field} value={from} /> → <Was field={field} value={to} />
          </Text>
          <Group gap={4}>
            <Text size="xs" c="dimmed" title={formats.dateTime(at)}>
              {actorName(by)}, {formats.relative(at)}
            </Text>
          </Group>
        </div>
      ))}
    </Stack>
  );
}

function Was({ field, value }: { readonly field: Field; readonly value: unknown }) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (field.kind === 'reference' && value !== null) {
    const all = Array.isArray(value) ? value : [value];
    return all.map((one: { id: string }) => <Named key={one.id} of={field.of ?? ''} id={one.id} />);
  }
  return <>{asText(field, value, formats, t) || '–'}</>;
}

/** A change names what it refers to by id alone. */
function Named({ of, id }: { readonly of: string; readonly id: string }) {
  return <>{useTitles(of, [id]).get(id) ?? '…'}</>;
}
