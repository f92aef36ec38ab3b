import { Alert, Button, FileButton, Loader, Stack, Text, Title } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { NotImportable, openFile, type ChosenFile } from './chosen-file';
import classes from './imports.module.css';

/** A place to drop a file, with a button for it. */
export function ChooseFile({ onChosen }: { readonly onChosen: (chosen: ChosenFile) => void }) {
  const { t } = useTranslation('imports');
  const [reading, setReading] = useState(false);
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState<string>();
  const open = async (file: File | null | undefined) => {
    if (!file) return;
    setReading(true);
    setProblem(undefined);
    try {
      onChosen(await openFile(file));
    } catch (error) {
      setProblem(t(error instanceof NotImportable ? error.word : 'unreadable', { name: file.name }));
    } finally {
      setReading(false);
    }
  };
  const drag = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(event.type === 'dragover');
    if (event.type === 'drop') void open(event.dataTransfer.files[0]);
  };
  return (
    <section
      className={classes['drop']}
      data-over={over || undefined}
      aria-label={t('step_file')}
      onDragOver={drag}
      onDragLeave={drag}
      onDrop={drag}
    >
      <Stack align="center" gap="xs">
        {reading ? <Loader size={40} aria-label={t('reading')} /> : <IconFileSpreadsheet size={40} stroke={1.4} aria-hidden />}
        <Title order={2} size="h4" ta="center">
          {t('drop')}
        </Title>
        <Text size="sm" ta="center" maw={460}>
          {t('dropText')}
        </Text>
        <FileButton onChange={(file) => void open(file)} accept=".csv,.tsv,.txt,text/csv" inputProps={{ 'aria-label': t('choose') }}>
          {(props) => (
            <Button {...props} disabled={reading}>
              {t('choose')}
            </Button>
          )}
        </FileButton>
        {problem && (
          <Alert color="red" role="alert" maw={520}>
            {problem}
          </Alert>
        )}
      </Stack>
    </section>
  );
}
