import { Checkbox, Skeleton, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  memo,
  useCallback,
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
} from 'react';
import { useTranslation } from 'react-i18next';
import { InlineField } from './inline-field';
import classes from './list-table.module.css';
import type { Field, RecordType, RecordValues } from './record-type';
import { RecordLink } from './record-link';
import type { ListSearch } from './list-search';
import type { Selection } from './selection';
import { FieldValue } from './show';
import { isEditable } from './values';

/** A line of the table: a record, the head of a group, or what stands in for records that are on their way. */
export type Line =
  | { readonly kind: 'record'; readonly record: RecordValues }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly title: ReactNode;
      readonly count: string;
      readonly open: boolean;
      readonly toggle: () => void;
    }
  | { readonly kind: 'more'; readonly key: string; readonly text: string; readonly show: () => void }
  | { readonly kind: 'loading'; readonly key: string };

interface Props {
  readonly type: RecordType;
  readonly columns: readonly Field[];
  readonly lines: readonly Line[];
  /** Of all rows, loaded or not. */
  readonly total: number;
  readonly order: NonNullable<ListSearch['order']>;
  readonly onOrder: (order: NonNullable<ListSearch['order']>) => void;
  readonly onColumns: (keys: readonly string[]) => void;
  readonly widths: Readonly<Record<string, number>>;
  readonly onWidth: (key: string, width: number) => void;
  readonly selection: Selection;
  readonly peeked: string | undefined;
  readonly onPeek: (id: string) => void;
  readonly onOpen: (id: string) => void;
  /** Called where the end of what is loaded comes near. */
  readonly onEnd: () => void;
  readonly readOnly: boolean;
  /** On a phone: of each record what it is called, and the line below that. */
  readonly narrow: boolean;
}

const ROW = 38;
const TALL = 60;
const AHEAD = 60;
const usual: Partial<Record<Field['kind'], number>> = {
  text: 180,
  emails: 230,
  phones: 170,
  tags: 200,
  longText: 260,
  reference: 180,
  money: 140,
  number: 110,
  date: 130,
  dateTime: 150,
};
const firstColumn = 260;

export function widthOf(field: Field, widths: Readonly<Record<string, number>>, first = false): number {
  return widths[field.key] ?? (first ? firstColumn : (usual[field.kind] ?? 150));
}

export function ListTable(props: Props) {
  const { type, lines, widths, selection, onEnd, total, narrow } = props;
  const columns = narrow ? props.columns.slice(0, 1) : props.columns;
  const height = narrow ? TALL : ROW;
  const grouped = lines.some(({ kind }) => kind === 'group');
  const { t } = useTranslation();
  const scroll = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<{ readonly row: number; readonly column: number }>({ row: 0, column: 0 });
  const [editing, setEditing] = useState<{ readonly id: string; readonly key: string } | undefined>();
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    // Another height of rows is measured anew.
    getItemKey: useCallback((index: number) => `${height} ${index}`, [height]),
    overscan: 16,
    scrollPaddingStart: ROW,
    scrollPaddingEnd: ROW,
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= lines.length - AHEAD) onEnd();
  }, [last, lines.length, onEnd]);

  const template = narrow
    ? '36px minmax(0, 1fr)'
    : ['36px', ...columns.map((field, at) => `${widthOf(field, widths, at === 0)}px`), 'minmax(0, 1fr)'].join(' ');
  const move = (row: number, column = active.column) => {
    const next = { row: Math.max(0, Math.min(lines.length - 1, row)), column: Math.max(0, Math.min(columns.length - 1, column)) };
    setActive(next);
    rows.scrollToIndex(next.row);
    requestAnimationFrame(() => focusCell(scroll.current, next.row, next.column));
  };
  const keys = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (!target.matches('[role=gridcell], [role=row]')) return;
    const line = lines[active.row];
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? height) / height) - 2);
    const edge = event.ctrlKey || event.metaKey;
    const actions: Record<string, () => void> = {
      ArrowDown: () => (event.shiftKey && line?.kind === 'record' && selection.extend(active.row, active.row + 1), move(active.row + 1)),
      ArrowUp: () => (event.shiftKey && line?.kind === 'record' && selection.extend(active.row, active.row - 1), move(active.row - 1)),
      ArrowRight: () => move(active.row, active.column + 1),
      ArrowLeft: () => move(active.row, active.column - 1),
      PageDown: () => move(active.row + page),
      PageUp: () => move(active.row - page),
      Home: () => (edge ? move(0, 0) : move(active.row, 0)),
      End: () => (edge ? move(lines.length - 1) : move(active.row, columns.length - 1)),
      Enter: () => (line?.kind === 'record' ? props.onOpen(line.record.id) : activate(line)),
      ' ': () => (line?.kind === 'record' ? props.onPeek(line.record.id) : activate(line)),
      x: () => line?.kind === 'record' && selection.toggle(active.row, event.shiftKey),
      X: () => line?.kind === 'record' && selection.toggle(active.row, event.shiftKey),
      F2: () => edit(),
      e: () => edit(),
      Escape: () => selection.clear(),
    };
    const edit = () => {
      const field = columns[active.column]!;
      if (line?.kind === 'record' && !props.readOnly && isEditable(type, field, line.record))
        setEditing({ id: line.record.id, key: field.key });
    };
    const action = actions[event.key];
    if (!action || (event.key === 'Escape' && selection.count === 0) || (edge && !['Home', 'End'].includes(event.key)) || event.altKey)
      return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  const doneEditing = useCallback(() => {
    setEditing(undefined);
    const focused = document.activeElement;
    requestAnimationFrame(() => {
      if (document.activeElement === document.body || document.activeElement === focused)
        scroll.current?.querySelector<HTMLElement>('[role=gridcell][tabindex="0"]')?.focus();
    });
  }, []);
  const onCell = useCallback((row: number, column: number, event: MouseEvent) => {
    setActive({ row, column });
    if (!(event.target as HTMLElement).closest('a, button, input')) focusCell(scroll.current, row, column);
  }, []);

  return (
    <div
      ref={scroll}
      className={classes['scroll']}
      role={grouped ? 'treegrid' : 'grid'}
      aria-label={t(type.plural)}
      aria-rowcount={total + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      onKeyDown={keys}
    >
      <div className={classes['header']} role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
        <div role="columnheader" className={classes['check']}>
          <Checkbox
            size="xs"
            aria-label={t('records:selectLoaded')}
            checked={selection.count > 0 && selection.all}
            indeterminate={selection.count > 0 && !selection.all}
            onChange={() => (selection.count > 0 ? selection.clear() : selection.selectLoaded())}
          />
        </div>
        {columns.map((field, at) => (
          <HeaderCell key={field.key} {...props} field={field} at={at} />
        ))}
        <div role="presentation" />
      </div>
      <div className={classes['body']} role="rowgroup" style={{ height: rows.getTotalSize() }}>
        {items.map((item) => {
          const line = lines[item.index]!;
          const place = { transform: `translateY(${item.start}px)`, height, gridTemplateColumns: template };
          if (line.kind !== 'record')
            return <OtherLine key={item.key} line={line} index={item.index} place={place} active={active.row === item.index} />;
          return (
            <Row
              key={item.key}
              type={type}
              columns={columns}
              record={line.record}
              index={item.index}
              start={item.start}
              template={template}
              height={height}
              level={grouped ? 2 : undefined}
              active={active.row === item.index ? active.column : -1}
              editing={editing?.id === line.record.id ? editing.key : undefined}
              selected={selection.has(line.record.id)}
              peeked={props.peeked === line.record.id}
              toggle={selection.toggle}
              onCell={onCell}
              onEdit={props.readOnly ? undefined : setEditing}
              onDone={doneEditing}
            />
          );
        })}
      </div>
    </div>
  );
}

function focusCell(scroll: HTMLElement | null, row: number, column: number): void {
  const line = scroll?.querySelector(`[data-row="${row}"]`);
  (line?.querySelector<HTMLElement>(`[data-column="${column}"]`) ?? (line as HTMLElement | null))?.focus({ preventScroll: true });
}

function activate(line: Line | undefined): void {
  if (line?.kind === 'group') line.toggle();
  else if (line?.kind === 'more') line.show();
}

interface RowProps {
  readonly type: RecordType;
  readonly columns: readonly Field[];
  readonly record: RecordValues;
  readonly index: number;
  readonly start: number;
  readonly template: string;
  readonly height: number;
  /** Below the head of its group. */
  readonly level: number | undefined;
  /** The cell that the keys are at; -1 where they are in another row. */
  readonly active: number;
  readonly editing: string | undefined;
  readonly selected: boolean;
  readonly peeked: boolean;
  readonly toggle: (row: number, range: boolean) => void;
  readonly onCell: (row: number, column: number, event: MouseEvent) => void;
  readonly onEdit: ((cell: { readonly id: string; readonly key: string }) => void) | undefined;
  readonly onDone: () => void;
}

const Row = memo(function Row({
  type,
  columns,
  record,
  index,
  start,
  template,
  height,
  level,
  active,
  editing,
  selected,
  peeked,
  toggle,
  onCell,
  onEdit,
  onDone,
}: RowProps) {
  const { t } = useTranslation();
  const title = type.title(record);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-level={level}
      aria-selected={selected}
      data-row={index}
      className={classes['row']}
      {...(peeked && { 'data-peeked': true })}
      style={{ transform: `translateY(${start}px)`, height, gridTemplateColumns: template }}
    >
      <div role="gridcell" className={classes['check']}>
        <Checkbox
          size="xs"
          tabIndex={-1}
          aria-label={t('records:select', { title })}
          checked={selected}
          onChange={() => {}}
          onClick={(event) => toggle(index, event.shiftKey)}
        />
      </div>
      {columns.map((field, at) => {
        const edited = editing === field.key;
        return (
          <div
            key={field.key}
            role="gridcell"
            data-column={at}
            tabIndex={active === at ? 0 : -1}
            className={classes['cell']}
            {...(isNumeric(field) && { 'data-right': true })}
            {...(edited && { 'data-editing': true })}
            onMouseDown={(event) => !edited && onCell(index, at, event)}
            onDoubleClick={() => isEditable(type, field, record) && onEdit?.({ id: record.id, key: field.key })}
          >
            {edited ? (
              <InlineField type={type} record={record} field={field} compact editing onDone={onDone} />
            ) : at === 0 ? (
              <div className={height === TALL ? classes['tall'] : undefined}>
                <RecordLink kind={type.kind} id={record.id} fw={500}>
                  {title}
                </RecordLink>
                {height === TALL && (
                  <Text size="xs" c="dimmed" truncate>
                    {type.subtitle?.(record)}
                  </Text>
                )}
              </div>
            ) : (
              <FieldValue type={type} record={record} field={field} compact />
            )}
          </div>
        );
      })}
    </div>
  );
});

interface OtherProps {
  readonly line: Exclude<Line, { kind: 'record' }>;
  readonly index: number;
  readonly active: boolean;
  readonly place: { readonly transform: string; readonly height: number };
}

function OtherLine({ line, index, active, place }: OtherProps) {
  if (line.kind === 'loading')
    return (
      <div role="row" aria-busy className={classes['row']} style={{ ...place, display: 'flex', alignItems: 'center', padding: '0 44px' }}>
        <div role="gridcell" style={{ width: '100%' }}>
          <Skeleton h={12} w={`${40 + ((index * 17) % 40)}%`} />
        </div>
      </div>
    );
  const group = line.kind === 'group';
  return (
    <div
      role="row"
      data-row={index}
      {...(group && { 'aria-level': 1, 'aria-expanded': line.open })}
      className={group ? classes['group'] : classes['row']}
      style={{ ...place, display: 'flex', alignItems: 'center' }}
      onClick={() => activate(line)}
    >
      <div role="gridcell" data-column={0} tabIndex={active ? 0 : -1} className={classes['wide']}>
        {group ? (
          <>
            {line.open ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
            <Text size="sm" fw={600}>
              {line.title}
            </Text>
            <Text size="sm" c="dimmed">
              {line.count}
            </Text>
          </>
        ) : (
          <Text size="sm" c="var(--mantine-color-anchor)" pl={36}>
            {line.text}
          </Text>
        )}
      </div>
    </div>
  );
}

function HeaderCell({
  field,
  at,
  columns,
  order,
  onOrder,
  onColumns,
  widths,
  onWidth,
}: Props & { readonly field: Field; readonly at: number }) {
  const { t } = useTranslation();
  const label = t(field.label);
  const by = field.order === false ? undefined : field.order;
  const sorted = by !== undefined && order.field === by ? order.direction : undefined;
  const width = widthOf(field, widths, at === 0);
  const keys = columns.map(({ key }) => key);
  const drop = (from: string) => {
    const others = keys.filter((key) => key !== from);
    others.splice(others.indexOf(field.key) + (keys.indexOf(from) < at ? 1 : 0), 0, from);
    onColumns(others.slice(1));
  };
  const resize = (event: PointerEvent<HTMLDivElement>) => {
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const begun = event.clientX;
    const follow = (moved: globalThis.PointerEvent) => onWidth(field.key, clampWidth(width + moved.clientX - begun));
    handle.addEventListener('pointermove', follow);
    handle.addEventListener('pointerup', () => handle.removeEventListener('pointermove', follow), { once: true });
  };
  return (
    <div
      role="columnheader"
      aria-sort={sorted === 'ASC' ? 'ascending' : sorted === 'DESC' ? 'descending' : 'none'}
      className={classes['head']}
      data-column={at}
      {...(isNumeric(field) && { 'data-right': true })}
      draggable={at > 0}
      onDragStart={(event) => event.dataTransfer.setData('text/column', field.key)}
      onDragOver={(event) => at > 0 && event.dataTransfer.types.includes('text/column') && event.preventDefault()}
      onDrop={(event) => at > 0 && drop(event.dataTransfer.getData('text/column'))}
    >
      {by === undefined ? (
        <span className={classes['label']}>{label}</span>
      ) : (
        <button
          type="button"
          className={classes['sort']}
          aria-label={t('records:sortBy', { field: label })}
          onClick={() => onOrder({ field: by, direction: sorted === 'ASC' ? 'DESC' : 'ASC' })}
        >
          <span className={classes['label']}>{label}</span>
          {sorted === 'ASC' && <IconArrowUp size={14} aria-hidden />}
          {sorted === 'DESC' && <IconArrowDown size={14} aria-hidden />}
        </button>
      )}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={t('records:widthOf', { field: label })}
        aria-valuenow={width}
        aria-valuemin={80}
        aria-valuemax={640}
        tabIndex={0}
        className={classes['resize']}
        onPointerDown={resize}
        onKeyDown={(event) => {
          const by = event.key === 'ArrowRight' ? 16 : event.key === 'ArrowLeft' ? -16 : 0;
          if (by === 0) return;
          event.preventDefault();
          onWidth(field.key, clampWidth(width + by));
        }}
      />
    </div>
  );
}

const isNumeric = ({ kind, plain }: Field): boolean => !plain && (kind === 'number' || kind === 'money' || kind === 'percent');

const clampWidth = (width: number): number => Math.round(Math.max(80, Math.min(640, width)));
