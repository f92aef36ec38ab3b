import {
  IconCheckbox,
  IconCircleDot,
  IconMail,
  IconNote,
  IconPhone,
  IconUsersGroup,
  IconCircleCheck,
  type Icon,
} from '@tabler/icons-react';
import type { TimelineKind } from '../slice';
import type { ActivityKind } from './activities.graphql';

export const activityIcons: Readonly<Record<ActivityKind, Icon>> = {
  NOTE: IconNote,
  CALL: IconPhone,
  MEETING: IconUsersGroup,
  EMAIL: IconMail,
};

/** In the order in which they are offered. */
export const activityKinds = Object.keys(activityIcons) as readonly ActivityKind[];

export const isActivity = (kind: string): kind is ActivityKind => kind in activityIcons;

export const timelineKinds: readonly TimelineKind[] = [
  ...activityKinds.map((kind) => ({ kinds: [kind], label: `activities:kind_${kind}`, icon: activityIcons[kind] })),
  { kinds: ['TASK_CREATED'], label: 'activities:taskCreated', icon: IconCheckbox },
  { kinds: ['TASK_COMPLETED'], label: 'activities:taskCompleted', icon: IconCircleCheck },
  {
    kinds: ['TASK_REOPENED', 'TASK_REASSIGNED', 'TASK_RESCHEDULED', 'TASK_CHANGED', 'TASK_ARCHIVED', 'TASK_RESTORED', 'TASK_ESCALATED'],
    label: 'activities:taskChanged',
    icon: IconCheckbox,
  },
];

/** Of what no department describes. */
export const unknownIcon = IconCircleDot;
