import { IconForms } from '@tabler/icons-react';
import { lazy } from 'react';
import type { Slice } from '../slice';

const managers = ['ADMIN', 'MANAGER'] as const;

export const slice: Slice = {
  name: 'marketing',
  navigation: [{ label: 'marketing:forms', path: '/forms', icon: IconForms, order: 40, roles: managers, key: 'f' }],
  pages: [
    { path: '/forms', title: 'marketing:forms', component: lazy(() => import('./forms-page')) },
    { path: '/forms/$id', title: 'marketing:form', component: lazy(() => import('./form-page')) },
  ],
  panels: [
    {
      key: 'marketing.submissions',
      on: ['LEAD', 'CONTACT'],
      title: 'marketing:submissions',
      order: 70,
      place: 'side',
      component: lazy(() => import('./submissions-panel')),
    },
  ],
  commands: [{ key: 'marketing.newForm', label: 'marketing:newForm', icon: IconForms, roles: managers, to: '/forms/new' }],
};
