import { Table, Text, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Role } from '../slice';
import { SettingsPage } from '../records/settings-page';
import { roles } from './parts';

/** As the services decide: who may see a record is answered in words, the rest by yes or no. */
const abilities: readonly { readonly key: string; readonly of: readonly Role[] }[] = [
  { key: 'seesAll', of: ['ADMIN'] },
  { key: 'seesTeams', of: ['ADMIN', 'MANAGER', 'MEMBER', 'READ_ONLY'] },
  { key: 'edits', of: ['ADMIN', 'MANAGER', 'MEMBER'] },
  { key: 'margins', of: ['ADMIN', 'MANAGER'] },
  { key: 'configures', of: ['ADMIN', 'MANAGER'] },
  { key: 'administers', of: ['ADMIN'] },
];

/** What each role may see and do. */
export default function Roles() {
  const { t } = useTranslation('identity');
  return (
    <SettingsPage title={t('roles')} text={t('rolesText')}>
      <Table.ScrollContainer minWidth={620}>
        <Table verticalSpacing="sm" withRowBorders>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('may')}</Table.Th>
              {roles.map((role) => (
                <Table.Th key={role} w={110} ta="center">
                  {t(`role_${role}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {abilities.map(({ key, of }) => (
              <Table.Tr key={key}>
                <Table.Th scope="row" fw={400}>
                  {t(`may_${key}`)}
                </Table.Th>
                {roles.map((role) => (
                  <Table.Td key={role} ta="center">
                    {of.includes(role) ? (
                      <IconCheck size={18} role="img" aria-label={t('records:yes')} />
                    ) : (
                      <Text component="span" c="dimmed" aria-label={t('records:no')}>
                        –
                      </Text>
                    )}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <section>
        <Title order={2} size="h5" mb="xs">
          {t('fieldRules')}
        </Title>
        <Text size="sm">{t('marginRule')}</Text>
        <Text size="sm" mt="xs">
          {t('stageRule')}
        </Text>
      </section>
    </SettingsPage>
  );
}
