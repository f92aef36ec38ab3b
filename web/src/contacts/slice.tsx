import { IconBuilding, IconBuildingPlus, IconId, IconSitemap, IconUser, IconUserPlus, IconUsers } from '@tabler/icons-react';
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
  timeline: [
    {
      kinds: ['CONTACT_CREATED', 'CONTACT_CHANGED', 'CONTACT_ASSIGNED', 'CONTACT_ARCHIVED', 'CONTACT_RESTORED'],
      label: 'contacts:timeline_contact',
      icon: IconUser,
    },
    { kinds: ['CONTACT_JOINED_ACCOUNT', 'CONTACT_LEFT_ACCOUNT'], label: 'contacts:timeline_position', icon: IconId },
    {
      kinds: ['ACCOUNT_CREATED', 'ACCOUNT_CHANGED', 'ACCOUNT_ASSIGNED', 'ACCOUNT_ARCHIVED', 'ACCOUNT_RESTORED'],
      label: 'contacts:timeline_account',
      icon: IconBuilding,
    },
    {
      kinds: ['COMMITTEE_MEMBER_ADDED', 'COMMITTEE_ROLE_CHANGED', 'COMMITTEE_STANCE_CHANGED', 'COMMITTEE_MEMBER_REMOVED'],
      label: 'contacts:timeline_committee',
      icon: IconSitemap,
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
