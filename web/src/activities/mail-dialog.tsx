import { Alert, Button, Checkbox, Group, Loader, Modal, Paper, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats } from '../app/formats';
import type { CommandSubject } from '../slice';
import { LogActivity } from './activities.graphql';
import { problemText } from './activity-draft';
import { readMail, type Mail } from './mail';
import { newId } from '../app/new-id';

interface Props {
  readonly files: readonly File[];
  readonly about: CommandSubject;
  readonly close: () => void;
}

interface Read extends Mail {
  readonly id: string;
}

/** Shows what is in the files of mails that were dropped, and logs those that are wanted. */
export default function MailDialog({ files, about, close }: Props) {
  const { t } = useTranslation('activities');
  const { dateTime } = useFormats();
  const client = useQueryClient();
  const [mails, setMails] = useState<readonly Read[]>();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [bad, setBad] = useState<readonly string[]>([]);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let gone = false;
    void Promise.all(files.map(readMail)).then((read) => {
      if (gone) return;
      setMails(read.flatMap((mail) => (mail ? [{ ...mail, id: newId() }] : [])));
      setBad(files.filter((_, at) => !read[at]).map(({ name }) => name));
    });
    return () => {
      gone = true;
    };
  }, [files]);

  const wanted = mails?.filter(({ id }) => !left.has(id)) ?? [];
  const save = async () => {
    setSaving(true);
    setProblem(undefined);
    try {
      for (const mail of wanted) {
        const body = [`${t('mailFrom')}: ${mail.from}`, `${t('mailTo')}: ${mail.to}`, '', mail.text].join('\n');
        await ask(LogActivity, {
          input: { kind: 'EMAIL', about: [about.id], subject: mail.subject, body, at: mail.at, commandId: mail.id },
        });
      }
      notifications.show({ message: t('mailsLogged', { count: wanted.length }) });
      close();
    } catch (error) {
      setProblem(problemText(error as Error));
      setSaving(false);
    } finally {
      void client.invalidateQueries({ queryKey: ['timeline'] });
    }
  };
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={t('mailTitle', { title: about.title })}
      closeButtonProps={{ 'aria-label': t('records:close') }}
    >
      <Stack gap="sm">
        {!mails && <Loader type="dots" aria-label={t('records:loading')} />}
        {mails?.map((mail) => (
          <Paper key={mail.id} withBorder p="sm">
            <Checkbox
              checked={!left.has(mail.id)}
              onChange={({ currentTarget: { checked } }) =>
                setLeft((before) => new Set(checked ? [...before].filter((id) => id !== mail.id) : [...before, mail.id]))
              }
              label={mail.subject || t('noSubject')}
              styles={{ label: { fontWeight: 600, overflowWrap: 'anywhere' } }}
            />
            <Text size="xs" c="dimmed" mt={4} style={{ overflowWrap: 'anywhere' }}>
              {t('mailFrom')}: {mail.from}
              <br />
              {t('mailTo')}: {mail.to}
              <br />
              {mail.at ? dateTime(mail.at) : t('now')}
            </Text>
            <Text size="sm" mt={4} lineClamp={4} style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
              {mail.text}
            </Text>
          </Paper>
        ))}
        {bad.map((name) => (
          <Alert key={name} color="orange" p="xs" role="alert">
            {t('badMail', { name })}
          </Alert>
        ))}
        {problem && (
          <Alert color="red" p="xs" role="alert">
            {problem}
          </Alert>
        )}
        <Group justify="end">
          <Button variant="default" onClick={close}>
            {t('records:cancel')}
          </Button>
          <Button data-autofocus disabled={wanted.length === 0} loading={saving} onClick={() => void save()}>
            {t('logMails', { count: wanted.length })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
