import { Alert, Checkbox, Loader, Modal, Paper, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats } from '../app/formats';
import { Form } from '../records/form';
import type { CommandSubject } from '../slice';
import { LogActivity } from './activities.graphql';
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
  const log = useMutation({
    mutationFn: async () => {
      for (const mail of wanted) {
        const body = [`${t('mailFrom')}: ${mail.from}`, `${t('mailTo')}: ${mail.to}`, '', mail.text].join('\n');
        await ask(LogActivity, {
          input: { kind: 'EMAIL', about: [about.id], subject: mail.subject, body, at: mail.at, commandId: mail.id },
        });
      }
    },
    onSuccess: () => {
      notifications.show({ message: t('mailsLogged', { count: wanted.length }) });
      close();
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ['timeline'] }),
  });
  return (
    <Modal opened onClose={close} size="lg" title={t('mailTitle', { title: about.title })}>
      <Form submit={t('logMails', { count: wanted.length })} mutation={log} ready={wanted.length > 0} save={log.mutate} cancel={close}>
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
      </Form>
    </Modal>
  );
}
