import { ActionIcon, Button, Group, NumberInput, Select, Stack, Table, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats, type Money } from '../app/formats';
import { useMe } from '../records/queries';
import type { RecordType, RecordValues } from '../records/record-type';
import { useChangeDeal } from './change-deal';
import { sumOf, type Line } from './lines';
import { usePriceBooks, useProducts } from './pipelines';
import { DealParts } from './sales.graphql';

/** What is sold: products, how many, and at what price; the sum can become the deal's amount. */
export default function DealProducts({ type, record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('sales');
  const formats = useFormats();
  const role = useMe()?.role;
  const products = useProducts() ?? [];
  const books = usePriceBooks();
  const { data: deal } = useQuery({
    queryKey: ['record', type.kind, record.id, 'parts'],
    queryFn: async ({ signal }) => (await ask(DealParts, { id: record.id }, { signal })).opportunity,
  });
  const change = useChangeDeal({ id: record.id, revision: deal?.revision ?? 0 });
  if (!deal) return null;
  const readOnly = role === 'READ_ONLY' || deal.archived;
  const lines = deal.products.flatMap(({ product, quantity, unitPrice }): Line[] =>
    product ? [{ productId: product.id, name: product.name, quantity, unitPrice }] : [],
  );
  const book = books?.find(({ id }) => id === deal.priceBook?.id);
  const priceOf = (productId: string): Money | null =>
    book?.prices.find((price) => price.productId === productId)?.price ?? products.find(({ id }) => id === productId)?.price ?? null;
  const save = (next: readonly Line[]) =>
    change.mutate({ products: next.map(({ productId, quantity, unitPrice }) => ({ productId, quantity, unitPrice })) });
  const replace = (at: number, part: Partial<Line>) => save(lines.map((line, index) => (index === at ? { ...line, ...part } : line)));
  const sum = sumOf(lines);
  const differs = sum && (sum.currency !== deal.amount?.currency || Number(sum.amount) !== Number(deal.amount.amount));
  return (
    <Stack gap="sm">
      {lines.length > 0 ? (
        <Table.ScrollContainer minWidth={420}>
          <Table verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('product')}</Table.Th>
                <Table.Th w={90}>{t('quantity')}</Table.Th>
                <Table.Th w={130}>{t('unitPrice')}</Table.Th>
                <Table.Th ta="end">{t('lineTotal')}</Table.Th>
                <Table.Th w={36}>
                  <Text span size="xs" style={{ position: 'absolute', clipPath: 'inset(50%)' }}>
                    {t('actions')}
                  </Text>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {lines.map((line, at) => {
                const total = sumOf([line]);
                return (
                  <Table.Tr key={`${at} ${line.productId} ${line.quantity} ${line.unitPrice?.amount}`}>
                    <Table.Td>{line.name}</Table.Td>
                    <Table.Td>
                      <Amount
                        label={`${t('quantity')}, ${line.name}`}
                        value={line.quantity}
                        readOnly={readOnly}
                        save={(quantity) => replace(at, { quantity })}
                      />
                    </Table.Td>
                    <Table.Td>
                      <Amount
                        label={`${t('unitPrice')}, ${line.name}`}
                        value={line.unitPrice?.amount ?? null}
                        suffix={line.unitPrice ? ` ${line.unitPrice.currency}` : ''}
                        readOnly={readOnly}
                        save={(amount) =>
                          replace(at, {
                            unitPrice: amount === null ? null : { amount, currency: line.unitPrice?.currency ?? formats.currency },
                          })
                        }
                      />
                    </Table.Td>
                    <Table.Td ta="end" style={{ fontVariantNumeric: 'tabular-nums' }}>
                      {total && formats.money(total)}
                    </Table.Td>
                    <Table.Td>
                      {!readOnly && (
                        <ActionIcon
                          aria-label={t('records:remove', { what: line.name })}
                          onClick={() => save(lines.filter((_, index) => index !== at))}
                        >
                          <IconX size={14} />
                        </ActionIcon>
                      )}
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : (
        <Text size="sm" c="dimmed">
          {t('noProducts')}
        </Text>
      )}
      <Group justify="space-between">
        {readOnly ? (
          <span />
        ) : (
          <Select
            size="xs"
            w={220}
            searchable
            leftSection={<IconPlus size={14} />}
            aria-label={t('addProduct')}
            placeholder={t('addProduct')}
            nothingFoundMessage={t('records:nothingFound')}
            data={products.map(({ id, name }) => ({ value: id, label: name }))}
            value={null}
            onChange={(id) => {
              const product = products.find((one) => one.id === id);
              if (product) save([...lines, { productId: product.id, name: product.name, quantity: '1', unitPrice: priceOf(product.id) }]);
            }}
          />
        )}
        {sum && (
          <Group gap="sm">
            <Text size="sm" fw={600}>
              {t('sum', { amount: formats.money(sum) })}
            </Text>
            {!readOnly && differs && (
              <Button size="compact-xs" variant="light" onClick={() => change.mutate({ amount: sum })}>
                {t('takeAsAmount')}
              </Button>
            )}
          </Group>
        )}
      </Group>
    </Stack>
  );
}

interface AmountProps {
  readonly label: string;
  readonly value: string | null;
  readonly suffix?: string;
  readonly readOnly: boolean;
  readonly save: (value: string | null) => void;
}

function Amount({ label, value, suffix = '', readOnly, save }: AmountProps) {
  const { decimalSeparator, thousandSeparator } = useFormats();
  const [text, setText] = useState<string | number>(value ?? '');
  const done = () => {
    const next = text === '' ? null : String(text);
    if (Number(next) !== Number(value) || (next === null) !== (value === null)) save(next);
  };
  return (
    <NumberInput
      size="xs"
      hideControls
      min={0}
      aria-label={label}
      readOnly={readOnly}
      suffix={suffix}
      decimalSeparator={decimalSeparator}
      thousandSeparator={thousandSeparator}
      value={text}
      onChange={setText}
      onBlur={done}
      onKeyDown={(event) => event.key === 'Enter' && done()}
    />
  );
}
