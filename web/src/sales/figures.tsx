import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Formats, Money } from '../app/formats';
import type { Condition } from '../records/filter';
import classes from './figures.module.css';

/** To the list of the records that a figure counts. */
export function Drill({
  to,
  where,
  children,
}: {
  readonly to: string;
  readonly where: readonly Condition[];
  readonly children: ReactNode;
}) {
  const search = { layout: 'list', filter: { op: 'and', of: where } };
  return (
    <Anchor component={Link} to={to as string} search={search as never} c="inherit" inherit underline="hover">
      {children}
    </Anchor>
  );
}

interface BarProps {
  readonly label: ReactNode;
  readonly value: string;
  readonly more?: string;
  /** Of the longest bar, from 0 to 1. */
  readonly part: number;
}

export function Bar({ label, value, more, part }: BarProps) {
  return (
    <li className={classes['bar']}>
      <span className={classes['label']}>{label}</span>
      <span className={classes['value']}>
        <Text span size="sm" fw={600}>
          {value}
        </Text>
        {more && (
          <Text span size="xs" c="dimmed">
            {more}
          </Text>
        )}
      </span>
      <span className={classes['track']} aria-hidden>
        <span className={classes['fill']} style={{ width: `${Math.max(part * 100, part > 0 ? 1 : 0)}%` }} />
      </span>
    </li>
  );
}

export function Bars({ children, label }: { readonly children: ReactNode; readonly label: string }) {
  return (
    <ul className={classes['bars']} aria-label={label}>
      {children}
    </ul>
  );
}

/** Sums, one a currency; the organisation's nothing where there is none. */
export function moneyText(amounts: readonly Money[], formats: Formats): string {
  const own = [...amounts].sort((one, other) => Number(other.currency === formats.currency) - Number(one.currency === formats.currency));
  return (own.length > 0 ? own : [{ amount: '0', currency: formats.currency }]).map((money) => formats.money(money)).join(' + ');
}
