import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { recordType } from '../slices';

interface Props {
  readonly kind: string;
  readonly id: string;
  readonly children: ReactNode;
  readonly fw?: number;
}

/** To a record's page; plain text for a kind that has none. */
export function RecordLink({ kind, id, children, fw }: Props) {
  const type = recordType(kind);
  if (!type) return children;
  return (
    <Anchor
      component={Link}
      to={`${type.path}/${id}` as string}
      size="sm"
      truncate
      {...(typeof children === 'string' && { title: children })}
      {...(fw && { fw })}
      onClick={(event: { stopPropagation(): void }) => event.stopPropagation()}
    >
      {children}
    </Anchor>
  );
}
