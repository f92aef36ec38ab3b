import { Combobox, Textarea, useCombobox, type TextareaProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { findRecords } from '../records/reference-picker';
import { typedMention, type Person } from './mentions';

interface Props extends Omit<TextareaProps, 'value' | 'onChange'> {
  readonly value: string;
  readonly onChange: (text: string, mentioned?: Person) => void;
}

/** A text in which an `@` offers people by name. */
export function MentionTextarea({ value, onChange, ...input }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [typed, setTyped] = useState<{ from: number; typed: string }>();
  const combobox = useCombobox();
  const { data: found = [] } = useQuery({
    queryKey: ['find', 'USER', typed?.typed],
    queryFn: ({ signal }) => findRecords('USER', typed!.typed, signal),
    enabled: typed !== undefined,
    staleTime: 30_000,
  });
  const people = found.slice(0, 6);
  const opened = typed !== undefined && people.length > 0;

  const { selectFirstOption } = combobox;
  const first = opened ? people[0]!.id : undefined;
  useEffect(() => {
    // Once they stand there.
    if (first !== undefined) requestAnimationFrame(selectFirstOption);
  }, [first, selectFirstOption]);

  const look = () => {
    const { value: text, selectionStart } = area.current!;
    const at = typedMention(text, selectionStart);
    setTyped(at);
  };
  const pick = (id: string) => {
    const person = people.find((one) => one.id === id);
    if (!person || !typed) return;
    const before = `${value.slice(0, typed.from)}@${person.title} `;
    const after = value.slice(typed.from + 1 + typed.typed.length);
    onChange(before + after, { id, name: person.title });
    setTyped(undefined);
    requestAnimationFrame(() => area.current?.setSelectionRange(before.length, before.length));
  };
  return (
    <Combobox store={{ ...combobox, dropdownOpened: opened }} onOptionSubmit={pick} position="bottom-start" width={260}>
      <Combobox.Target withKeyboardNavigation={opened} withAriaAttributes={opened}>
        <Textarea
          {...input}
          ref={area}
          autosize
          maxRows={14}
          value={value}
          onChange={(event) => {
            onChange(event.currentTarget.value);
            look();
          }}
          onKeyUp={(event) => event.key.startsWith('Arrow') && !opened && look()}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && opened) {
              event.stopPropagation();
              setTyped(undefined);
            }
          }}
          onBlur={() => setTyped(undefined)}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options>
          {people.map(({ id, title, subtitle }) => (
            <Combobox.Option key={id} value={id} onMouseDown={(event) => event.preventDefault()}>
              {title}
              <div style={{ fontSize: 'var(--mantine-font-size-xs)', color: 'var(--mantine-color-dimmed)' }}>{subtitle}</div>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
