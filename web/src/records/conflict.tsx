import { Button, Group, Modal, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field } from './record-type';
import { Value } from './show';

interface Conflict {
  readonly field: Field;
  readonly mine: unknown;
  readonly theirs: unknown;
}

interface Question extends Conflict {
  readonly answer: (mine: boolean) => void;
}

let asks: ((question: Question) => void) | undefined;

/** Asks whose value is to stay where two people changed one field; true for one's own. */
export function keepMine(conflict: Conflict): Promise<boolean> {
  return new Promise((resolve) => (asks ? asks({ ...conflict, answer: resolve }) : resolve(false)));
}

/** Where the question is asked: stands once on a page that edits. */
export function ConflictHost() {
  const { t } = useTranslation();
  const [question, setQuestion] = useState<Question>();
  useEffect(() => {
    asks = setQuestion;
    return () => {
      asks = undefined;
    };
  }, []);
  if (!question) return null;
  const { field, mine, theirs, answer } = question;
  const decide = (own: boolean) => {
    setQuestion(undefined);
    answer(own);
  };
  return (
    <Modal opened onClose={() => decide(false)} title={t('records:conflictTitle', { field: t(field.label) })} centered>
      <Stack>
        <Text size="sm">{t('records:conflictText')}</Text>
        <SimpleGrid cols={2}>
          {(
            [
              ['yours', mine],
              ['theirs', theirs],
            ] as const
          ).map(([whose, value]) => (
            <Paper key={whose} withBorder p="sm">
              <Text size="xs" c="dimmed">
                {t(`records:${whose}`)}
              </Text>
              <Value field={field} value={value} />
            </Paper>
          ))}
        </SimpleGrid>
        <Group justify="end">
          <Button variant="default" onClick={() => decide(false)} data-autofocus>
            {t('records:keepTheirs')}
          </Button>
          <Button onClick={() => decide(true)}>{t('records:keepYours')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
