import { IconCheckbox, IconEye, IconHistory, IconPhonePlus } from '@tabler/icons-react';
import { lazy } from 'react';
import type { Slice } from '../slice';
import { timelineKinds } from './kinds';
import { task } from './task';

const records = ['CONTACT', 'ACCOUNT', 'LEAD', 'OPPORTUNITY'];
const writers = ['ADMIN', 'MANAGER', 'MEMBER'] as const;
const managers = ['ADMIN', 'MANAGER'] as const;

export const slice: Slice = {
  name: 'activities',
  recordTypes: [task],
  navigation: [
    { label: 'activities:tasks', path: '/tasks', icon: IconCheckbox, order: 10, key: 't' },
    { label: 'activities:logged_title', path: '/activities', icon: IconHistory, order: 11 },
  ],
  pages: [
    { path: '/tasks', title: 'activities:tasks', component: lazy(() => import('./tasks-page')) },
    { path: '/activities', title: 'activities:logged_title', component: lazy(() => import('./logged-page')) },
  ],
  panels: [
    {
      key: 'activities.timeline',
      on: records,
      title: 'activities:timeline',
      order: 10,
      place: 'main',
      component: lazy(() => import('./timeline')),
    },
    {
      key: 'activities.tasks',
      on: records,
      title: 'activities:tasks',
      order: 10,
      place: 'side',
      component: lazy(() => import('./tasks-panel')),
    },
    {
      key: 'activities.done',
      on: ['TASK'],
      title: 'activities:state',
      order: 10,
      place: 'side',
      component: lazy(() => import('./task-done')),
    },
    {
      key: 'activities.about',
      on: ['TASK'],
      title: 'activities:about',
      order: 20,
      place: 'side',
      component: lazy(() => import('./task-about')),
    },
  ],
  timeline: timelineKinds,
  commands: [
    {
      key: 'activities.log',
      label: 'activities:logTitle',
      icon: IconPhonePlus,
      hotkey: 'l',
      roles: writers,
      dialog: lazy(() => import('./log-dialog')),
    },
    {
      key: 'activities.newTask',
      label: 'activities:newTask',
      icon: IconCheckbox,
      hotkey: 't',
      roles: writers,
      dialog: lazy(() => import('./new-task')),
    },
    {
      key: 'activities.follow',
      label: 'activities:followOrNot',
      icon: IconEye,
      on: records,
      roles: writers,
      buttonless: true,
      dialog: lazy(() => import('./follow-command')),
    },
  ],
  settings: [
    {
      path: 'tasks',
      label: 'activities:tasks',
      order: 50,
      roles: managers,
      component: lazy(() => import('./settings-tasks')),
    },
  ],
  home: [
    { key: 'activities.day', title: 'activities:view_day', order: 10, columns: 6, component: lazy(() => import('./home-tasks')) },
    { key: 'activities.recent', title: 'activities:recent', order: 20, columns: 6, component: lazy(() => import('./home-recent')) },
    {
      key: 'activities.reps',
      title: 'activities:byRep',
      order: 60,
      columns: 8,
      roles: managers,
      component: lazy(() => import('./home-reps')),
    },
    {
      key: 'activities.overdue',
      title: 'activities:teamOverdue',
      order: 61,
      columns: 4,
      roles: managers,
      component: lazy(() => import('./home-team-overdue')),
    },
  ],
  notifications: lazy(() => import('./notifications')),
};
