import { Avatar, Badge, Group, Tooltip, VisuallyHidden } from '@mantine/core';
import { useEffect, useEffectEvent, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, listen } from '../app/graph';
import { isField } from '../app/is-field';
import { Present, PresenceChanges, type PresentMutation } from './presence.graphql';

type Others = PresentMutation['present']['presence'];

/** Within the time for which the service believes it. */
const HEARTBEAT_MS = 20_000;

interface Props {
  readonly id: string;
  /** Where somebody who types is about to change the record. */
  readonly within: RefObject<HTMLElement | null>;
}

/** Who else has the record open, and who of them is changing it. They are told of this reader likewise. */
export function Presence({ id, within }: Props) {
  const { t } = useTranslation('records');
  const [others, setOthers] = useState<Others>([]);
  const editing = useTypingIn(within);
  const beat = useEffectEvent(
    () =>
      void ask(Present, { input: { id, editing } }).then(
        ({ present }) => setOthers(present.presence),
        // Who else is here is nothing that a page fails for.
        () => {},
      ),
  );
  useEffect(() => {
    beat();
    const timer = setInterval(() => beat(), HEARTBEAT_MS);
    return () => clearInterval(timer);
  }, [id, editing]);
  useEffect(() => listen(PresenceChanges, { ids: [id] }, { next: () => beat(), missed: () => beat() }), [id]);
  useEffect(() => {
    const leave = () => void ask(Present, { input: { id, left: true } }).catch(() => {});
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
    };
  }, [id]);
  if (others.length === 0) return null;
  return (
    <Group gap={6} role="status">
      {others.map(({ user, editing }) =>
        editing ? (
          <Badge key={user.id} color="orange.9" variant="filled" tt="none">
            {t('isEditing', { name: user.name })}
          </Badge>
        ) : (
          <Tooltip key={user.id} label={t('isHere', { name: user.name })}>
            <div>
              <VisuallyHidden>{t('isHere', { name: user.name })}</VisuallyHidden>
              <Avatar size={28} radius="xl" name={user.name} color="initials" aria-hidden />
            </div>
          </Tooltip>
        ),
      )}
    </Group>
  );
}

function useTypingIn(within: RefObject<HTMLElement | null>): boolean {
  const [typing, setTyping] = useState(false);
  useEffect(() => {
    const element = within.current;
    if (!element) return;
    const look = () => setTyping(element.contains(document.activeElement) && isField(document.activeElement));
    // What has lost the focus has it still while the event is told.
    const later = () => void setTimeout(look);
    element.addEventListener('focusin', look);
    element.addEventListener('focusout', later);
    return () => {
      element.removeEventListener('focusin', look);
      element.removeEventListener('focusout', later);
    };
  }, [within]);
  return typing;
}
