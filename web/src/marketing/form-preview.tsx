import { Button, Checkbox, NumberInput, Select, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DraftField, FormDraft } from './form-draft';
import classes from './marketing.module.css';

/** The form as visitors have it; what is entered goes nowhere. */
export function FormPreview({ draft }: { readonly draft: FormDraft }) {
  const { t } = useTranslation('marketing');
  const [sent, setSent] = useState(false);
  return (
    <section aria-labelledby="form-preview" className={classes['preview']}>
      <Title order={2} size="h5" mb="xs" id="form-preview">
        {t('preview')}
      </Title>
      <div className={classes['paper']}>
        {sent ? (
          <Stack gap="sm" align="start">
            <Text style={{ whiteSpace: 'pre-wrap' }}>
              {draft.redirectTo ? t('goesTo', { address: draft.redirectTo }) : draft.thankYou || t('thanksDefault')}
            </Text>
            <Button size="xs" variant="default" onClick={() => setSent(false)}>
              {t('previewAgain')}
            </Button>
          </Stack>
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              setSent(true);
            }}
          >
            <Stack gap="sm">
              {draft.fields.map((field) => (
                <Control key={field.id} field={field} />
              ))}
              <Button type="submit" style={{ alignSelf: 'start' }}>
                {t('send')}
              </Button>
            </Stack>
          </form>
        )}
      </div>
      <Text size="xs" mt={6}>
        {t('previewText')}
      </Text>
    </section>
  );
}

function Control({ field: { label, kind, required, choices } }: { readonly field: DraftField }) {
  const shared = { label: label || '…', required };
  switch (kind) {
    case 'LONG_TEXT':
      return <Textarea {...shared} rows={4} />;
    case 'CHOICE':
      return <Select {...shared} data={[...new Set(choices.filter(Boolean))]} />;
    case 'CHECKBOX':
      return <Checkbox {...shared} />;
    case 'DATE':
      return <DateInput {...shared} />;
    case 'NUMBER':
      return <NumberInput {...shared} hideControls />;
    case 'EMAIL':
      return <TextInput {...shared} type="email" />;
    case 'PHONE':
      return <TextInput {...shared} type="tel" />;
    default:
      return <TextInput {...shared} />;
  }
}
