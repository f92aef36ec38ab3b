import { IconBuilding, IconUserPlus, IconUsers, IconBuildingPlus } from '@tabler/icons-react';
import { lazy } from 'react';
import type { Slice } from '../slice';
import { account } from './account';
import { contact } from './contact';

export const slice: Slice = {
  name: 'contacts',
  recordTypes: [contact, account],
  navigation: [
    { label: 'contacts:contacts', path: contact.path, icon: IconUsers, order: 20, key: 'c' },
    { label: 'contacts:accounts', path: account.path, icon: IconBuilding, order: 21, key: 'a' },
  ],
  panels: [
    {
      key: 'contacts.positions',
      on: ['CONTACT'],
      title: 'contacts:positions',
      order: 20,
      place: 'side',
      component: lazy(() => import('./positions')),
    },
    {
      key: 'contacts.duplicates',
      on: ['CONTACT'],
      title: 'contacts:duplicates',
      order: 90,
      place: 'side',
      component: lazy(() => import('./duplicates-panel')),
    },
    {
      key: 'contacts.accountDuplicates',
      on: ['ACCOUNT'],
      title: 'contacts:duplicates',
      order: 90,
      place: 'side',
      component: lazy(() => import('./duplicates-panel')),
    },
    {
      key: 'contacts.people',
      on: ['ACCOUNT'],
      title: 'contacts:people',
      order: 20,
      place: 'side',
      component: lazy(() => import('./people')),
    },
    {
      key: 'contacts.committee',
      on: ['ACCOUNT'],
      title: 'contacts:committee',
      order: 50,
      place: 'side',
      component: lazy(() => import('./committee')),
    },
    {
      key: 'contacts.tree',
      on: ['ACCOUNT'],
      title: 'contacts:tree',
      order: 60,
      place: 'side',
      component: lazy(() => import('./account-tree')),
    },
  ],
  commands: [
    {
      key: 'contacts.newContact',
      label: 'contacts:newContact',
      icon: IconUserPlus,
      roles: ['ADMIN', 'MANAGER', 'MEMBER'],
      dialog: lazy(() => import('./new-contact')),
    },
    {
      key: 'contacts.newAccount',
      label: 'contacts:newAccount',
      icon: IconBuildingPlus,
      roles: ['ADMIN', 'MANAGER', 'MEMBER'],
      dialog: lazy(() => import('./new-account')),
    },
  ],
};
