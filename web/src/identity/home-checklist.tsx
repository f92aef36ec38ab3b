import { Button, Group, Progress, SimpleGrid, Text, UnstyledButton } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { slices } from '../slices';
import { Checklist, type ChecklistQuery } from './identity.graphql';
import { useChecklistHidden } from './checklist-hidden';
import { Loaded } from '../records/loaded';
import classes from './setup-checklist.module.css';

interface Step {
  readonly key: string;
  readonly to: string;
  readonly done: (answer: ChecklistQuery) => boolean;
  /** Default: always. */
  readonly applies?: (answer: ChecklistQuery) => boolean;
  /** Nothing that is kept tells it: done when it was opened from here. */
  readonly byLooking?: boolean;
}

const steps: readonly Step[] = [
  { key: 'organisation', to: '/settings/organisation', done: ({ organisation }) => organisation.revision > 1, byLooking: true },
  { key: 'team', to: '/settings/teams', done: ({ teams }) => teams.totalCount > 0 },
  { key: 'people', to: '/settings/people', done: ({ users }) => users.totalCount > 1 },
  {
    key: 'pipeline',
    to: '/settings/pipelines',
    done: ({ pipelines }) => pipelines.edges.some(({ node }) => node.revision > 1),
    byLooking: true,
  },
  { key: 'contacts', to: '/contacts', done: ({ contacts }) => contacts.totalCount > 0 },
  { key: 'form', to: '/forms', done: ({ forms }) => forms.totalCount > 0 },
  {
    key: 'sample',
    to: '/settings/sample-company',
    applies: ({ sampleCompany }) => ['LOADED', 'REMOVING', 'REMOVED'].includes(sampleCompany.status),
    done: ({ sampleCompany }) => sampleCompany.status === 'REMOVED',
  },
];

/** What is left to do before a new installation is worked with. */
export default function SetupChecklist() {
  const { t } = useTranslation('identity');
  const [, setHidden] = useChecklistHidden();
  const [seen, setSeen] = useLocalStorage<readonly string[]>({
    key: 'throughline.checklist.seen',
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const query = useQuery({ queryKey: ['settings', 'checklist'], queryFn: ({ signal }) => ask(Checklist, {}, { signal }), staleTime: 0 });
  return (
    <Loaded query={query}>
      {(answer) => {
        const shown = steps.filter(({ to, applies }) => hasPage(to) && (!applies || applies(answer)));
        const isDone = (step: Step) => step.done(answer) || (step.byLooking === true && seen.includes(step.key));
        const done = shown.filter(isDone).length;
        return (
          <>
            <Group justify="space-between" mb="sm" wrap="nowrap">
              <Text size="sm">{t('stepsDone', { done, of: shown.length })}</Text>
              <Button
                variant="subtle"
                size="compact-sm"
                onClick={() => {
                  setHidden(true);
                  notifications.show({ message: t('stepsHidden') });
                }}
              >
                {t('hideSteps')}
              </Button>
            </Group>
            <Progress value={(100 * done) / shown.length} aria-label={t('checklist')} mb="md" />
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="xs" component="ul" className={classes['steps']!}>
              {shown.map((step) => (
                <li key={step.key}>
                  <UnstyledButton
                    component={Link}
                    to={step.to as string}
                    className={classes['step']!}
                    onClick={() => step.byLooking && setSeen([...new Set([...seen, step.key])])}
                  >
                    {isDone(step) ? (
                      <IconCircleCheckFilled size={20} className={classes['done']!} role="img" aria-label={t('stepDone')} />
                    ) : (
                      <IconCircle size={20} role="img" aria-label={t('stepOpen')} />
                    )}
                    <span>
                      <Text size="sm" fw={500} component="span" display="block">
                        {t(`step_${step.key}`)}
                      </Text>
                      <Text size="xs" c="dimmed" component="span" display="block">
                        {t(`step_${step.key}_text`)}
                      </Text>
                    </span>
                  </UnstyledButton>
                </li>
              ))}
            </SimpleGrid>
            {answer.sampleCompany.status === 'ABSENT' && (
              <Group gap="xs" mt="sm">
                <Text size="sm">{t('offerSample')}</Text>
                <Button component={Link} to={'/settings/sample-company' as string} variant="light" size="compact-sm">
                  {t('sampleCompany')}
                </Button>
              </Group>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

/** Whether there is a department that has it. */
function hasPage(address: string): boolean {
  return slices.some(({ recordTypes = [], pages = [], navigation = [], settings = [] }) =>
    [
      ...[...recordTypes, ...pages, ...navigation].map(({ path }) => path),
      ...settings.map(({ path }) => `/settings/${path.replace(/^\//, '')}`),
    ].includes(address),
  );
}
