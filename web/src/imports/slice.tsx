import { IconFileImport } from '@tabler/icons-react';
import { lazy } from 'react';
import type { Slice } from '../slice';

const writers = ['ADMIN', 'MANAGER', 'MEMBER'] as const;

export const slice: Slice = {
  name: 'imports',
  navigation: [{ label: 'imports:imports', path: '/import', icon: IconFileImport, order: 90, roles: writers, key: 'm' }],
  pages: [
    { path: '/import', title: 'imports:imports', component: lazy(() => import('./import-page')) },
    { path: '/import/$id', title: 'imports:imports', component: lazy(() => import('./import-run-page')) },
  ],
  commands: [
    // From a list, with its `kind` as in `/imports/<kind>` among the defaults.
    { key: 'imports.start', label: 'imports:start', icon: IconFileImport, roles: writers, dialog: lazy(() => import('./start')) },
  ],
};
