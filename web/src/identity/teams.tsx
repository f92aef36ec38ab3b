import { ActionIcon, Button, Menu, Text } from '@mantine/core';
import { DndContext, MouseSensor, TouchSensor, useDraggable, useDroppable, useSensor, useSensors, type DragEndEvent } from '@dnd-kit/core';
import { notifications } from '@mantine/notifications';
import { IconDots, IconGripVertical, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../records/confirm';
import { Loaded } from '../records/loaded';
import { SettingsPage } from '../records/settings-page';
import { ArchiveTeam, UpdateTeam } from './identity.graphql';
import { usePeople, useSave, useTeams, type Person, type Team } from './queries';
import { MoveTeam, NameTeam } from './team-dialogs';
import { possibleParents, topOf, type TeamInTree } from './team-tree';
import classes from './teams.module.css';

type Dialog =
  { readonly what: 'rename' | 'move' | 'archive'; readonly team: Team } | { readonly what: 'add'; readonly under: Team | undefined };

const TOP = 'top';

/** Who works with whom, and so who sees what. */
export default function Teams() {
  const { t } = useTranslation('identity');
  const query = useTeams();
  const { data: people = [] } = usePeople();
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const { mutateAsync: archive } = useSave(ArchiveTeam);
  return (
    <SettingsPage
      title={t('teams')}
      text={t('teamsText')}
      action={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setDialog({ what: 'add', under: undefined })}>
          {t('addTeam')}
        </Button>
      }
    >
      <Loaded query={query}>
        {(teams) =>
          teams.length === 0 ? (
            <Text c="dimmed">{t('noTeams')}</Text>
          ) : (
            <Tree teams={teams} people={people.filter(({ active }) => active)} open={setDialog} />
          )
        }
      </Loaded>
      {dialog?.what === 'add' && <NameTeam {...(dialog.under && { under: dialog.under })} close={close} />}
      {dialog?.what === 'rename' && <NameTeam team={dialog.team} close={close} />}
      {dialog?.what === 'move' && <MoveTeam team={dialog.team} teams={query.data ?? []} close={close} />}
      {dialog?.what === 'archive' && (
        <Confirm
          title={t('archiveTeamTitle', { name: dialog.team.name })}
          text={t('archiveTeamText')}
          confirm={t('archiveTeam')}
          act={() => archive({ id: dialog.team.id })}
          close={close}
        />
      )}
    </SettingsPage>
  );
}

interface TreeProps {
  readonly teams: readonly Team[];
  readonly people: readonly Person[];
  readonly open: (dialog: Dialog) => void;
}

/** Moved by mouse or touch by dragging one onto another; by keyboard through its menu. */
function Tree({ teams, people, open }: TreeProps) {
  const { t } = useTranslation('identity');
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 8 } }),
  );
  const { mutate: move } = useSave(UpdateTeam);
  const drop = ({ active, over }: DragEndEvent) => {
    const team = teams.find(({ id }) => id === active.id);
    const parentId = over && over.id !== TOP ? String(over.id) : null;
    if (!team || !over || team.parentId === parentId || parentId === team.id) return;
    if (parentId && !possibleParents(teams, team.id).has(parentId)) {
      return notifications.show({ color: 'red', message: t('noCircle', { name: team.name }) });
    }
    const refused = (error: Error) => notifications.show({ color: 'red', message: error.message });
    move({ id: team.id, parentId, expectedRevision: team.revision }, { onError: refused });
  };
  const alone = people.filter(({ team }) => !team);
  return (
    <DndContext sensors={sensors} onDragEnd={drop}>
      <Level teams={topOf(teams)} people={people} open={open} />
      <Top />
      {alone.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('withoutTeam', { names: alone.map(({ name }) => name).join(', ') })}
        </Text>
      )}
    </DndContext>
  );
}

function Top() {
  const { t } = useTranslation('identity');
  const { setNodeRef, isOver, active } = useDroppable({ id: TOP });
  return (
    <div ref={setNodeRef} className={classes['top']} data-shown={active !== null} data-over={isOver}>
      {t('toTop')}
    </div>
  );
}

function Level({ teams, people, open }: { readonly teams: readonly TeamInTree[] } & Omit<TreeProps, 'teams'>) {
  return (
    <ul className={classes['level']}>
      {teams.map(({ team, children }) => (
        <li key={team.id}>
          <Row team={team} members={people.filter(({ team: of }) => of?.id === team.id)} open={open} />
          {children.length > 0 && <Level teams={children} people={people} open={open} />}
        </li>
      ))}
    </ul>
  );
}

function Row({
  team,
  members,
  open,
}: {
  readonly team: Team;
  readonly members: readonly Person[];
  readonly open: (dialog: Dialog) => void;
}) {
  const { t } = useTranslation('identity');
  const { setNodeRef: droppable, isOver } = useDroppable({ id: team.id });
  const { setNodeRef: draggable, listeners, transform, isDragging } = useDraggable({ id: team.id });
  return (
    <div
      ref={(node) => {
        droppable(node);
        draggable(node);
      }}
      className={classes['row']}
      data-over={isOver && !isDragging}
      data-dragging={isDragging}
      style={transform ? { transform: `translate(${transform.x}px, ${transform.y}px)` } : {}}
    >
      <span className={classes['grip']} {...listeners} aria-hidden>
        <IconGripVertical size={16} />
      </span>
      <div className={classes['about']}>
        <Text size="sm" fw={500} truncate title={team.name}>
          {team.name}
        </Text>
        <Text size="xs" c="dimmed" lineClamp={2}>
          {members.length > 0 ? members.map(({ name }) => name).join(', ') : t('nobodyIn')}
        </Text>
      </div>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon aria-label={t('actionsOn', { name: team.name })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => open({ what: 'add', under: team })}>{t('addBelow')}</Menu.Item>
          <Menu.Item onClick={() => open({ what: 'rename', team })}>{t('rename')}</Menu.Item>
          <Menu.Item onClick={() => open({ what: 'move', team })}>{t('moveTo')}</Menu.Item>
          <Menu.Item color="red" onClick={() => open({ what: 'archive', team })}>
            {t('archiveTeam')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
