import { Group, NumberInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { AboutPicker } from './about-picker';
import { hasDuration, type ActivityDraft } from './activity-draft';
import type { ActivityKind } from './activities.graphql';
import classes from './entries.module.css';
import { activityIcons, activityKinds } from './kinds';
import { MentionTextarea } from './mention-textarea';

interface Props {
  readonly draft: ActivityDraft;
  readonly onChange: (changes: Partial<ActivityDraft>) => void;
  /** Of what is there already: its kind stays. */
  readonly fixedKind?: boolean;
  readonly autoFocus?: boolean;
}

/** What there is to say of a call, a meeting, a mail or a note. */
export function ActivityFields({ draft, onChange, fixedKind = false, autoFocus = false }: Props) {
  const { t } = useTranslation('activities');
  return (
    <Stack gap="sm">
      {!fixedKind && <KindControl value={draft.kind} onChange={(kind) => onChange({ kind })} />}
      <AboutPicker required label={t('about')} value={draft.about} onChange={(about) => onChange({ about })} />
      <TextInput label={t('subject')} value={draft.subject} onChange={(event) => onChange({ subject: event.currentTarget.value })} />
      <BodyInput draft={draft} onChange={onChange} autoFocus={autoFocus} label={t('text')} />
      <WhenInputs draft={draft} onChange={onChange} labels />
    </Stack>
  );
}

export function KindControl({ value, onChange }: { readonly value: ActivityKind; readonly onChange: (kind: ActivityKind) => void }) {
  const { t } = useTranslation('activities');
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('kindOfActivity')}
      value={value}
      onChange={(kind) => onChange(kind as ActivityKind)}
      data={activityKinds.map((kind) => ({ value: kind, label: <KindLabel kind={kind} /> }))}
    />
  );
}

export function KindLabel({ kind }: { readonly kind: ActivityKind }) {
  const { t } = useTranslation('activities');
  const KindIcon = activityIcons[kind];
  return (
    <Group gap={6} wrap="nowrap" justify="center">
      <KindIcon size={14} aria-hidden data-kind />
      <Text component="span" size="xs" fw={500}>
        {t(`kind_${kind}`)}
      </Text>
    </Group>
  );
}

interface BodyProps extends Pick<Props, 'draft' | 'onChange'> {
  readonly autoFocus?: boolean;
  readonly label?: string;
  readonly area?: RefObject<HTMLDivElement | null>;
}

export function BodyInput({ draft, onChange, autoFocus = false, label, area }: BodyProps) {
  const { t } = useTranslation('activities');
  return (
    <div ref={area}>
      <MentionTextarea
        {...(label ? { label } : { 'aria-label': t(`write_${draft.kind}`) })}
        placeholder={t(`write_${draft.kind}`)}
        minRows={3}
        {...(autoFocus && { autoFocus, 'data-autofocus': true })}
        value={draft.body}
        onChange={(body, person) => onChange({ body, ...(person && { mentioned: [...draft.mentioned, person] }) })}
      />
    </div>
  );
}

/** When it was, and how long. */
export function WhenInputs({ draft, onChange, labels = false }: Pick<Props, 'draft' | 'onChange'> & { readonly labels?: boolean }) {
  const { t } = useTranslation('activities');
  const { toWall, fromWall } = useFormats();
  // What stands in the field is part of its name, so that its label is there for those as well who do not see it.
  const named = (word: string) => ({ label: t(word), ...(!labels && { labelProps: { className: classes['hidden'] } }) });
  return (
    <Group gap="xs" align="end">
      <DateTimePicker
        {...named('when')}
        size={labels ? 'sm' : 'xs'}
        w={180}
        clearable
        placeholder={t('now')}
        value={draft.at ? toWall(draft.at) : null}
        onChange={(wall) => onChange({ at: wall ? fromWall(wall) : null })}
      />
      {hasDuration(draft.kind) && (
        <NumberInput
          {...named('minutes')}
          size={labels ? 'sm' : 'xs'}
          w={110}
          min={0}
          max={10_080}
          allowDecimal={false}
          placeholder={t('minutes')}
          value={draft.minutes ?? ''}
          onChange={(value) => onChange({ minutes: typeof value === 'number' ? value : null })}
        />
      )}
    </Group>
  );
}
