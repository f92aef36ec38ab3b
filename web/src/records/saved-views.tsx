import { Button, Menu, Modal, SegmentedControl, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBookmark, IconChevronDown, IconDeviceFloppy, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, type TypedOperation } from '../app/graph';
import { Form } from './form';
import { definitionOf, fromDefinition, sameDefinition, type ListSearch } from './list-search';
import { upper, useMe } from './queries';
import type { RecordType } from './record-type';
import { newId } from '../app/new-id';

type Audience = 'NOBODY' | 'TEAM' | 'EVERYONE';

interface SavedView {
  readonly id: string;
  readonly revision: number;
  readonly name: string;
  readonly definition: unknown;
  readonly sharedWith: Audience;
  readonly owner: { readonly id: string } | null;
}

const SavedViewsOf =
  'query SavedViews($kind: String!) { savedViews(kind: $kind) { id revision name definition sharedWith owner { id } } }' as TypedOperation<
    { savedViews: readonly SavedView[] },
    object
  >;

/** What a view is replaced by when another one is chosen. */
const nothing: Partial<ListSearch> = {
  filter: undefined,
  order: undefined,
  columns: undefined,
  group: undefined,
  archived: undefined,
  q: undefined,
};

interface Props {
  readonly type: RecordType;
  readonly search: ListSearch;
  readonly onChange: (change: Partial<ListSearch>) => void;
}

/** Lists that people named, for themselves or for others. */
export function SavedViews({ type, search, onChange }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const me = useMe();
  const [naming, setNaming] = useState(false);
  const { data: views, isError } = useQuery({
    queryKey: ['savedViews', type.kind],
    queryFn: async ({ signal }) => (await ask(SavedViewsOf, { kind: type.kind }, { signal })).savedViews,
    staleTime: 60_000,
    retry: false,
  });
  if (isError) return null;
  const current = views?.find(({ id }) => id === search.view);
  const mine = current !== undefined && (current.owner?.id === me?.id || me?.role === 'ADMIN');
  const changed = current !== undefined && !sameDefinition(fromDefinition(current.definition), search);
  const change = async (mutation: string, input: object): Promise<SavedView | undefined> => {
    const operation = `mutation View($input: ${upper(mutation)}Input!) { done: ${mutation}(input: $input) { savedView { id } } }`;
    try {
      const { done } = await ask(operation as TypedOperation<{ done: { savedView: SavedView } }, object>, {
        input: { ...input, commandId: newId() },
      });
      await client.invalidateQueries({ queryKey: ['savedViews', type.kind] });
      return done.savedView;
    } catch (error) {
      notifications.show({ color: 'red', message: (error as Error).message });
      return undefined;
    }
  };
  return (
    <>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconBookmark size={14} />}
            rightSection={<IconChevronDown size={14} />}
            aria-label={`${t('records:views')}: ${current?.name ?? t('records:allRecords')}${changed ? ' •' : ''}`}
          >
            {current?.name ?? t('records:allRecords')}
            {changed && ' •'}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onChange({ ...nothing, view: undefined })}>{t('records:allRecords')}</Menu.Item>
          {views?.map((view) => (
            <Menu.Item
              key={view.id}
              {...(view.id === current?.id && { 'aria-current': true })}
              onClick={() => onChange({ ...nothing, ...fromDefinition(view.definition), view: view.id })}
              rightSection={
                view.sharedWith !== 'NOBODY' && (
                  <Text size="xs" c="dimmed">
                    {t(`records:shared_${view.sharedWith}`)}
                  </Text>
                )
              }
            >
              {view.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {mine && changed && (
            <Menu.Item
              leftSection={<IconDeviceFloppy size={14} />}
              onClick={() =>
                void change('updateSavedView', { id: current.id, definition: definitionOf(search) }).then(
                  (saved) => saved && notifications.show({ message: t('records:viewSaved') }),
                )
              }
            >
              {t('records:updateView')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconPlus size={14} />} onClick={() => setNaming(true)}>
            {t('records:saveView')}
          </Menu.Item>
          {mine && (
            <Menu.Item
              leftSection={<IconTrash size={14} />}
              onClick={() => void change('archiveSavedView', { id: current.id }).then((done) => done && onChange({ view: undefined }))}
            >
              {t('records:archiveView')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {naming && (
        <NameView
          close={() => setNaming(false)}
          save={async (name, sharedWith) => {
            const saved = await change('createSavedView', { name, kind: type.kind, definition: definitionOf(search), sharedWith });
            if (!saved) return;
            setNaming(false);
            onChange({ view: saved.id });
          }}
        />
      )}
    </>
  );
}

function NameView({ close, save }: { readonly close: () => void; readonly save: (name: string, sharedWith: Audience) => Promise<void> }) {
  const { t } = useTranslation('records');
  const [name, setName] = useState('');
  const [audience, setAudience] = useState<Audience>('NOBODY');
  const saving = useMutation({ mutationFn: () => save(name.trim(), audience) });
  return (
    <Modal opened onClose={close} title={t('saveView')}>
      <Form submit={t('save')} mutation={saving} ready={name.trim() !== ''} save={saving.mutate} cancel={close}>
        <TextInput label={t('viewName')} data-autofocus required value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <div role="group" aria-label={t('sharedWith')}>
          <Text size="sm" fw={500} mb={4}>
            {t('sharedWith')}
          </Text>
          <SegmentedControl
            fullWidth
            size="xs"
            data={(['NOBODY', 'TEAM', 'EVERYONE'] as const).map((value) => ({ value, label: t(`shared_${value}`) }))}
            value={audience}
            onChange={setAudience}
          />
        </div>
      </Form>
    </Modal>
  );
}
