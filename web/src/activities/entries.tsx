import { ActionIcon, Button, Menu, Text, Title } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { actorName } from '../records/actor-name';
import { Confirm } from '../records/confirm';
import { useMe } from '../records/queries';
import { RecordLink } from '../records/record-link';
import { useChange } from '../records/use-change';
import { slices } from '../slices';
import { RemoveActivity, type EntryFragment } from './activities.graphql';
import classes from './entries.module.css';
import { isActivity, unknownIcon } from './kinds';
import { parts, type Person } from './mentions';
import { asMoney, toldAs } from './sentences';
import { useTimes } from './times';

const EditActivity = lazy(() => import('./edit-activity'));
const described = slices.flatMap(({ timeline = [] }) => timeline);

interface Props {
  readonly entries: readonly EntryFragment[];
  /** The record on whose page they stand. */
  readonly here?: string;
  /** Of the headings of days. */
  readonly order?: 2 | 3;
}

/** What happened, by day. */
export function Entries({ entries, here, order = 2 }: Props) {
  const formats = useFormats();
  const { dayTitle } = useTimes();
  const days = [...Map.groupBy(entries, ({ at }) => formats.day(new Date(at)))];
  return days.map(([day, those]) => (
    <section key={day}>
      <Title order={order} size="xs" c="dimmed" fw={600} mt="sm">
        {dayTitle(day)}
      </Title>
      <ul className={classes['list']}>
        {those.map((entry) => (
          <Entry key={entry.id} entry={entry} {...(here !== undefined && { here })} />
        ))}
      </ul>
    </section>
  ));
}

function Entry({ entry, here }: { readonly entry: EntryFragment; readonly here?: string }) {
  const { t } = useTranslation('activities');
  const formats = useFormats();
  const { time } = useTimes();
  const { kind, activity, at, actor, body } = entry;
  const description = described.find(({ kinds }) => kinds.includes(kind));
  const KindIcon = description?.icon ?? unknownIcon;
  const label = description ? t(description.label) : plain(kind);
  const logged = isActivity(kind);
  const about = entry.about.filter(({ id }) => id !== here);
  // A task that is named below needs no second name.
  const named = kind === 'TASK_CREATED' && about.some((record) => record.kind === 'TASK');
  const said = toldAs(entry.title, t, formats);
  const title = logged ? activity?.subject : named ? undefined : (said ?? entry.title);
  const labelled = logged || named || !said;
  return (
    <li className={classes['entry']}>
      <span className={classes['icon']} {...(logged && { 'data-logged': true })} title={label}>
        <KindIcon size={16} aria-hidden />
      </span>
      <div style={{ minWidth: 0 }}>
        <div className={classes['line']}>
          {labelled && (
            <Text component="span" size="sm" fw={600}>
              {label}
            </Text>
          )}
          {title && (
            <Text component="span" size="sm" fw={logged ? 500 : 400}>
              {title}
            </Text>
          )}
        </div>
        <div className={classes['line']}>
          <Text component="span" size="xs" c="dimmed">
            {actorName(actor)}
          </Text>
          <Text component="time" size="xs" c="dimmed" dateTime={at} title={formats.dateTime(at)}>
            {time(at)}
          </Text>
          {activity?.durationMinutes && (
            <Text component="span" size="xs" c="dimmed">
              {t('minutesLong', { count: activity.durationMinutes })}
            </Text>
          )}
          {about.map(({ id, kind: of, title: name }) => (
            <RecordLink key={id} kind={of} id={id}>
              {name}
            </RecordLink>
          ))}
        </div>
        {body && <Body text={logged ? body : asMoney(body, formats)} people={activity?.mentions ?? []} />}
      </div>
      {logged && <EntryMenu entry={entry} label={label} />}
    </li>
  );
}

/** Of more, the beginning is shown. */
const SHORT = { letters: 500, lines: 7 };

function Body({ text, people }: { readonly text: string; readonly people: readonly Person[] }) {
  const { t } = useTranslation('activities');
  const [whole, setWhole] = useState(false);
  const long = text.length > SHORT.letters || text.split('\n').length > SHORT.lines;
  return (
    <>
      <div className={`${classes['body']} ${long && !whole ? classes['clamped'] : ''}`}>
        {parts(text, people).map((part, index) =>
          'text' in part ? (
            part.text
          ) : (
            <span key={index} className={classes['mentioned']}>
              @{part.mentioned}
            </span>
          ),
        )}
      </div>
      {long && (
        <Button size="compact-xs" variant="subtle" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {t(whole ? 'showLess' : 'showMore')}
        </Button>
      )}
    </>
  );
}

const plain = (kind: string): string => kind[0]! + kind.slice(1).toLowerCase().replaceAll('_', ' ');

/** For who wrote it, and for managers. */
function EntryMenu({ entry, label }: { readonly entry: EntryFragment; readonly label: string }) {
  const { t } = useTranslation('activities');
  const me = useMe();
  const [doing, setDoing] = useState<'edit' | 'remove'>();
  const remove = useChange(RemoveActivity, entry.about[0]?.kind ?? 'CONTACT');
  const mine = me && me.role !== 'READ_ONLY' && (entry.actor.id === me.id || me.role === 'MANAGER' || me.role === 'ADMIN');
  if (!mine) return null;
  const end = () => setDoing(undefined);
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon aria-label={t('moreOf', { label })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setDoing('edit')}>
            {t('edit')}
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => setDoing('remove')}>
            {t('remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>{doing === 'edit' && <EditActivity entry={entry} close={end} />}</Suspense>
      {doing === 'remove' && (
        <Confirm
          title={t('removeTitle')}
          text={t('removeText')}
          confirm={t('remove')}
          act={() => remove.mutateAsync({ id: entry.id })}
          close={end}
        />
      )}
    </>
  );
}
