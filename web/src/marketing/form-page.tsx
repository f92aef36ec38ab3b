import { Alert, Button, Group, Skeleton, Tabs, Text, Title } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, GraphProblem } from '../app/graph';
import { useMe } from '../records/queries';
import { Failed, Notice } from '../records/notice';
import { useChange } from '../records/use-change';
import { EmbedTab } from './embed-tab';
import { draftOf, inputOf, newField, slug, type FormDraft } from './form-draft';
import { FormEditor } from './form-editor';
import { ArchiveForm, CreateForm, FormById, RestoreForm, UpdateForm, type FormFactsFragment } from './forms.graphql';
import { mayEdit, State } from './forms-page';
import classes from './marketing.module.css';
import { SubmissionList } from './submission-list';
import { newId } from '../app/new-id';

/** A form: what it asks, how it gets into a page, and what came in. `/forms/new` is one that is not there yet. */
export default function FormPage() {
  const { t } = useTranslation('marketing');
  const { id } = useParams({ strict: false }) as { id: string };
  const role = useMe()?.role;
  const isNew = id === 'new';
  const { data, error, refetch } = useQuery({
    queryKey: ['record', 'FORM', id],
    enabled: !isNew,
    queryFn: async ({ signal }) => (await ask(FormById, { id }, { signal })).form ?? null,
  });
  if (role !== undefined && !mayEdit(role)) return <Notice title={t('forManagers')} text={t('forManagersText')} />;
  if (isNew) return <Form key="new" form={undefined} />;
  if (data) return <Form key={id} form={data} />;
  if (data === null || (error instanceof GraphProblem && error.code === 'BAD_USER_INPUT'))
    return (
      <Notice title={t('records:notFound')} text={t('records:notFoundText')}>
        <Button component={Link} to="/forms" variant="default">
          {t('forms')}
        </Button>
      </Notice>
    );
  if (error) return <Failed error={error} again={() => void refetch()} />;
  return <Skeleton h={320} m="md" />;
}

function Form({ form }: { readonly form: FormFactsFragment | undefined }) {
  const { t } = useTranslation('marketing');
  const navigate = useNavigate();
  const { tab = 'edit' } = useSearch({ strict: false }) as { tab?: string };
  const [fresh] = useState(() => emptyForm(t));
  // What is being written outlives the page and a session that is over, until it is saved or discarded.
  const [kept, keep, discard] = useSessionStorage<{ readonly draft: FormDraft; readonly revision: number | undefined } | null>({
    key: `form ${form?.id ?? 'new'}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const draft = kept?.draft ?? (form ? draftOf(form) : fresh);
  // As the form was when somebody began to change it.
  const revision = kept ? kept.revision : form?.revision;
  const saving = useSaving(form, revision, discard);
  const archive = useChange(ArchiveForm, 'FORM');
  const restore = useChange(RestoreForm, 'FORM');
  const problems = saving.error instanceof GraphProblem ? saving.error.fields : {};
  return (
    <div className={classes['page']}>
      <div className={classes['head']}>
        <Group gap="sm" wrap="nowrap" miw={0}>
          <Title order={1} size="h3" lineClamp={2}>
            {form?.name ?? t('newForm')}
          </Title>
          {form && <State archived={form.archived} />}
        </Group>
        <Group gap={6}>
          {form && !form.archived && (
            <Button size="xs" variant="default" loading={archive.isPending} onClick={() => archive.mutate({ id: form.id })}>
              {t('close')}
            </Button>
          )}
          {form?.archived && (
            <Button size="xs" variant="default" loading={restore.isPending} onClick={() => restore.mutate({ id: form.id })}>
              {t('reopen')}
            </Button>
          )}
          {kept && (
            <Button size="xs" variant="default" onClick={discard}>
              {t('records:discard')}
            </Button>
          )}
          <Button
            size="xs"
            loading={saving.pending}
            disabled={form !== undefined && (kept === null || form.archived)}
            onClick={() => void saving.save(draft)}
          >
            {t(form ? 'records:save' : 'records:create')}
          </Button>
        </Group>
      </div>
      {form?.archived && (
        <Alert variant="default" mb="md">
          {t('closedText')}
        </Alert>
      )}
      {saving.error && <SaveProblem error={saving.error} onMine={() => void saving.save(draft, true)} onTheirs={discard} />}
      <Tabs
        value={form ? tab : 'edit'}
        onChange={(to) => void navigate({ to: '.', search: to === 'edit' ? {} : { tab: to }, replace: true } as never)}
        keepMounted={false}
      >
        {form && (
          <Tabs.List mb="md">
            <Tabs.Tab value="edit">{t('form')}</Tabs.Tab>
            <Tabs.Tab value="embed">{t('embed')}</Tabs.Tab>
            <Tabs.Tab value="submissions">{t('submissions')}</Tabs.Tab>
          </Tabs.List>
        )}
        <Tabs.Panel value="edit">
          <FormEditor
            draft={draft}
            isNew={!form}
            problems={problems}
            onChange={(change) => keep({ draft: { ...draft, ...change }, revision })}
          />
        </Tabs.Panel>
        {form && (
          <>
            <Tabs.Panel value="embed">
              {kept && (
                <Alert variant="default" mb="md">
                  {t('embedUnsaved')}
                </Alert>
              )}
              <EmbedTab form={form} />
            </Tabs.Panel>
            <Tabs.Panel value="submissions">
              <SubmissionList filter={{ formId: { eq: form.id } }} />
            </Tabs.Panel>
          </>
        )}
      </Tabs>
    </div>
  );
}

/** What most forms ask. */
function emptyForm(t: (key: string) => string): FormDraft {
  const name = newField([], t('target_name'), 'name');
  const email = newField([name], t('target_email'), 'email');
  const message = newField([name, email], t('target_message'), 'message');
  return {
    key: '',
    name: '',
    fields: [name, email, message],
    createLead: true,
    followUp: '',
    dueInBusinessDays: 1,
    thankYou: t('thanksDefault'),
    redirectTo: '',
    allowedOrigins: [],
  };
}

function useSaving(form: FormFactsFragment | undefined, revision: number | undefined, done: () => void) {
  const { t } = useTranslation('marketing');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<Error>();
  // The same press again, after an answer that never came, makes no second form.
  const attempt = useRef<{ readonly said: string; readonly commandId: string }>(undefined);

  const save = async (draft: FormDraft, mine = false) => {
    const { key, ...facts } = inputOf(draft);
    const said = JSON.stringify([key, facts, mine]);
    if (attempt.current?.said !== said) attempt.current = { said, commandId: newId() };
    const { commandId } = attempt.current;
    setPending(true);
    setError(undefined);
    try {
      const saved = form
        ? (await ask(UpdateForm, { input: { id: form.id, ...facts, commandId, ...(!mine && { expectedRevision: revision }) } })).updateForm
        : (await ask(CreateForm, { input: { key: key || slug(draft.name), ...facts, commandId } })).createForm;
      client.setQueryData(['record', 'FORM', saved.form.id], saved.form);
      void client.invalidateQueries({ queryKey: ['records', 'FORM'] });
      done();
      notifications.show({ color: 'green', message: t(form ? 'saved' : 'made', { name: saved.form.name }) });
      if (!form) await navigate({ to: `/forms/${saved.form.id}`, search: { tab: 'embed' } } as never);
    } catch (problem) {
      if (problem instanceof GraphProblem && problem.code === 'CONFLICT' && form)
        await client.invalidateQueries({ queryKey: ['record', 'FORM', form.id] });
      setError(problem as Error);
    } finally {
      setPending(false);
    }
  };
  return { save, pending, error };
}

interface SaveProblemProps {
  readonly error: Error;
  readonly onMine: () => void;
  readonly onTheirs: () => void;
}

function SaveProblem({ error, onMine, onTheirs }: SaveProblemProps) {
  const { t } = useTranslation('marketing');
  if (error instanceof GraphProblem && error.code === 'CONFLICT')
    return (
      <Alert variant="default" role="alert" mb="md" title={t('conflict')}>
        <Text size="sm" mb="xs">
          {t('conflictText')}
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={onTheirs}>
            {t('records:keepTheirs')}
          </Button>
          <Button size="xs" onClick={onMine}>
            {t('records:keepYours')}
          </Button>
        </Group>
      </Alert>
    );
  const offline = error instanceof GraphProblem && error.code === 'OFFLINE';
  return (
    <Alert color="red" role="alert" mb="md">
      {offline ? t('records:offlineText') : error instanceof GraphProblem && error.code === 'BAD_USER_INPUT' ? t('mend') : error.message}
    </Alert>
  );
}
