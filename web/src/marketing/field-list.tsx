import { ActionIcon, Button, Checkbox, Menu, Select, TagsInput, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { DndContext, PointerSensor, closestCenter, useDraggable, useDroppable, useSensor, useSensors } from '@dnd-kit/core';
import { IconGripVertical, IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { moved, newField, relabelled, targetOf, targets, type DraftField } from './form-draft';
import type { FormFieldKind } from './forms.graphql';
import classes from './marketing.module.css';

const kinds = ['TEXT', 'LONG_TEXT', 'EMAIL', 'PHONE', 'NUMBER', 'DATE', 'CHOICE', 'CHECKBOX'] as const satisfies readonly FormFieldKind[];

interface Props {
  readonly fields: readonly DraftField[];
  readonly problems: Readonly<Record<string, string>>;
  readonly onChange: (fields: readonly DraftField[]) => void;
}

/** What is asked, in its order: by dragging, or the arrow keys on a field's handle. */
export function FieldList({ fields, problems, onChange }: Props) {
  const { t } = useTranslation('marketing');
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }));
  const [told, setTold] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const move = (from: number, to: number) => {
    if (from === to || from < 0 || to < 0 || to >= fields.length) return;
    onChange(moved(fields, from, to));
    setTold(t('movedTo', { field: fields[from]!.label, place: to + 1, of: fields.length }));
  };
  const add = (of: Parameters<typeof newField>[2], label: string) => {
    onChange([...fields, newField(fields, label, of)]);
    requestAnimationFrame(() => list.current?.querySelector<HTMLInputElement>('li:last-child input[type=text]')?.select());
  };
  const asked = new Set(fields.map(targetOf));
  return (
    <>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={({ active, over }) => over && move(indexOf(fields, String(active.id)), indexOf(fields, String(over.id)))}
      >
        <ol ref={list} className={classes['fields']}>
          {fields.map((field, at) => (
            <FieldLine
              key={field.id}
              field={field}
              problems={problemsOf(problems, at)}
              onChange={(change) => onChange(fields.map((other) => (other === field ? { ...field, ...change } : other)))}
              onLabel={(label) =>
                onChange(
                  fields.map((other) =>
                    other === field
                      ? relabelled(
                          field,
                          label,
                          fields.filter((one) => one !== field),
                        )
                      : other,
                  ),
                )
              }
              onMove={(by) => move(at, at + by)}
              onRemove={() => onChange(fields.filter((other) => other !== field))}
            />
          ))}
        </ol>
      </DndContext>
      <VisuallyHidden role="status">{told}</VisuallyHidden>
      {problems['fields'] && (
        <Text size="sm" className={classes['wrong']!} role="alert">
          {problems['fields']}
        </Text>
      )}
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button size="compact-sm" variant="subtle" mt={6} leftSection={<IconPlus size={14} />}>
            {t('addField')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
          <Menu.Label>{t('ofLead')}</Menu.Label>
          {targets
            .filter((target) => !asked.has(target))
            .map((target) => (
              <Menu.Item key={target} onClick={() => add(target, t(`target_${target}`))}>
                {t(`target_${target}`)}
              </Menu.Item>
            ))}
          <Menu.Label>{t('others')}</Menu.Label>
          {(['TEXT', 'CHOICE', 'CHECKBOX', 'NUMBER', 'DATE'] as const).map((kind) => (
            <Menu.Item key={kind} onClick={() => add(kind, t(`kind_${kind}`))}>
              {t(`kind_${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

const indexOf = (fields: readonly DraftField[], id: string): number => fields.findIndex((field) => field.id === id);

const problemsOf = (problems: Readonly<Record<string, string>>, at: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(problems).flatMap(([path, text]) => (path.startsWith(`fields.${at}.`) ? [[path.split('.')[2]!, text] as const] : [])),
  );

interface LineProps {
  readonly field: DraftField;
  readonly problems: Readonly<Record<string, string>>;
  readonly onChange: (change: Partial<DraftField>) => void;
  readonly onLabel: (label: string) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

function FieldLine({ field, problems, onChange, onLabel, onMove, onRemove }: LineProps) {
  const { t } = useTranslation('marketing');
  const drag = useDraggable({ id: field.id });
  const drop = useDroppable({ id: field.id });
  const target = targetOf(field);
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    onMove(event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <li
      ref={drop.setNodeRef}
      className={classes['field']}
      data-over={(drop.isOver && !drag.isDragging) || undefined}
      data-dragged={drag.isDragging || undefined}
      style={drag.transform ? { transform: `translateY(${drag.transform.y}px)` } : {}}
    >
      <ActionIcon
        ref={drag.setNodeRef}
        {...drag.listeners}
        className={classes['handle']!}
        aria-label={t('moveField', { field: field.label })}
        onKeyDown={keys}
      >
        <IconGripVertical size={16} />
      </ActionIcon>
      <div className={classes['asked']}>
        <TextInput
          label={t('label')}
          size="sm"
          required
          value={field.label}
          error={problems['label'] ?? problems['key']}
          onChange={(event) => onLabel(event.currentTarget.value)}
        />
        <Select
          label={t('kind')}
          size="sm"
          allowDeselect={false}
          data={kinds.map((kind) => ({ value: kind, label: t(`kind_${kind}`) }))}
          value={field.kind}
          onChange={(kind) => kind && onChange({ kind: kind as FormFieldKind })}
        />
        {field.kind === 'CHOICE' && (
          <TagsInput
            className={classes['wide']!}
            label={t('choices')}
            size="sm"
            acceptValueOnBlur
            value={[...field.choices]}
            error={problems['choices']}
            onChange={(choices) => onChange({ choices })}
          />
        )}
        <Checkbox
          size="sm"
          label={t('required')}
          checked={field.required}
          onChange={(event) => onChange({ required: event.currentTarget.checked })}
        />
        <Text size="xs" className={classes['target']!}>
          {target ? t('becomes', { target: t(`target_${target}`) }) : t('becomesNothing')}
        </Text>
      </div>
      <ActionIcon aria-label={t('removeField', { field: field.label })} onClick={onRemove}>
        <IconTrash size={16} />
      </ActionIcon>
    </li>
  );
}
