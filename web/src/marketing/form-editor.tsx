import { Checkbox, NumberInput, Stack, TagsInput, Textarea, TextInput, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FieldList } from './field-list';
import { slug, type FormDraft } from './form-draft';
import classes from './marketing.module.css';
import { FormPreview } from './form-preview';

interface Props {
  readonly draft: FormDraft;
  readonly isNew: boolean;
  /** By the input's path. */
  readonly problems: Readonly<Record<string, string>>;
  readonly onChange: (change: Partial<FormDraft>) => void;
}

/** What a form asks and what then happens, with how it looks beside. */
export function FormEditor({ draft, isNew, problems, onChange }: Props) {
  const { t } = useTranslation('marketing');
  const origins = Object.entries(problems).find(([path]) => path.startsWith('allowedOrigins'))?.[1];
  return (
    <div className={classes['editor']}>
      <Stack gap="lg">
        <div className={classes['pair']}>
          <TextInput
            label={t('name')}
            required
            autoFocus={isNew}
            value={draft.name}
            error={problems['name']}
            onChange={(event) => onChange({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t('key')}
            readOnly={!isNew}
            description={t(isNew ? 'keyHelp' : 'keyStays')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            placeholder={slug(draft.name)}
            value={draft.key}
            error={problems['key']}
            onChange={(event) => onChange({ key: event.currentTarget.value })}
          />
        </div>
        <section aria-labelledby="form-fields">
          <Title order={2} size="h5" mb="xs" id="form-fields">
            {t('fields')}
          </Title>
          <FieldList fields={draft.fields} problems={problems} onChange={(fields) => onChange({ fields })} />
        </section>
        <section aria-labelledby="form-after">
          <Title order={2} size="h5" mb="xs" id="form-after">
            {t('afterwards')}
          </Title>
          <Stack gap="sm">
            <Textarea
              label={t('thankYou')}
              autosize
              minRows={2}
              value={draft.thankYou}
              error={problems['onSubmit.thankYou']}
              onChange={(event) => onChange({ thankYou: event.currentTarget.value })}
            />
            <TextInput
              label={t('redirectTo')}
              type="url"
              placeholder="https://"
              value={draft.redirectTo}
              error={problems['onSubmit.redirectTo']}
              onChange={(event) => onChange({ redirectTo: event.currentTarget.value })}
            />
            <Checkbox
              label={t('createLead')}
              checked={draft.createLead}
              onChange={(event) => onChange({ createLead: event.currentTarget.checked })}
            />
            {draft.createLead && (
              <div className={classes['pair']}>
                <TextInput
                  label={t('followUp')}
                  placeholder={t('followUpNone')}
                  value={draft.followUp}
                  error={problems['onSubmit.followUp.title']}
                  onChange={(event) => onChange({ followUp: event.currentTarget.value })}
                />
                <NumberInput
                  label={t('dueIn')}
                  min={0}
                  max={1000}
                  allowDecimal={false}
                  disabled={draft.followUp.trim() === ''}
                  value={draft.dueInBusinessDays}
                  error={problems['onSubmit.followUp.dueInBusinessDays']}
                  onChange={(days) => onChange({ dueInBusinessDays: Number(days) })}
                />
              </div>
            )}
          </Stack>
        </section>
        <section aria-labelledby="form-sites">
          <Title order={2} size="h5" mb="xs" id="form-sites">
            {t('sites')}
          </Title>
          <TagsInput
            label={t('origins')}
            description={t('originsHelp')}
            placeholder={draft.allowedOrigins.length === 0 ? 'https://www.example.com' : ''}
            acceptValueOnBlur
            value={[...draft.allowedOrigins]}
            error={origins}
            onChange={(allowedOrigins) => onChange({ allowedOrigins })}
          />
        </section>
      </Stack>
      <FormPreview draft={draft} />
    </div>
  );
}
