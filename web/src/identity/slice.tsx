import { IconListCheck, IconUserPlus } from '@tabler/icons-react';
import { lazy } from 'react';
import type { Slice } from '../slice';
import { useChecklistHidden } from './checklist-hidden';

export const slice: Slice = {
  name: 'identity',
  pages: [{ path: '/profile', title: 'identity:profile', component: lazy(() => import('./profile')) }],
  publicPages: [
    { path: '/invitation', title: 'identity:invitation', component: lazy(() => import('./accept-invitation')) },
    { path: '/reset', title: 'identity:newPassword', component: lazy(() => import('./reset-password')) },
  ],
  settings: [
    {
      path: 'organisation',
      label: 'identity:organisation',
      order: 10,
      roles: ['ADMIN'],
      component: lazy(() => import('./organisation')),
    },
    { path: 'people', label: 'identity:people', order: 11, roles: ['ADMIN'], component: lazy(() => import('./people')) },
    { path: 'teams', label: 'identity:teams', order: 12, roles: ['ADMIN'], component: lazy(() => import('./teams')) },
    {
      path: 'roles',
      label: 'identity:roles',
      order: 13,
      roles: ['ADMIN', 'MANAGER', 'MEMBER', 'READ_ONLY'],
      component: lazy(() => import('./roles')),
    },
    { path: 'api-keys', label: 'identity:apiKeys', order: 80, roles: ['ADMIN'], component: lazy(() => import('./api-keys')) },
    {
      path: 'sample-company',
      label: 'identity:sampleCompany',
      order: 90,
      roles: ['ADMIN'],
      component: lazy(() => import('./sample-company')),
    },
  ],
  home: [
    {
      key: 'identity.checklist',
      title: 'identity:checklist',
      order: 0,
      roles: ['ADMIN'],
      columns: 12,
      useShown: () => !useChecklistHidden()[0],
      component: lazy(() => import('./home-checklist')),
    },
  ],
  commands: [
    {
      key: 'identity.invite',
      label: 'identity:invite',
      icon: IconUserPlus,
      roles: ['ADMIN'],
      dialog: lazy(() => import('./invite-person')),
    },
    {
      key: 'identity.checklist',
      label: 'identity:checklist',
      icon: IconListCheck,
      roles: ['ADMIN'],
      dialog: lazy(() => import('./show-checklist')),
    },
  ],
};
