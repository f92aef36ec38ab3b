import { ActionIcon, Button, Modal, Table, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats, type Money } from '../app/formats';
import { FieldEdit } from '../records/edit';
import { Form, problemOf, problemsOf } from '../records/form';
import { useKeptRecord } from '../records/kept';
import { Loaded } from '../records/loaded';
import type { Field } from '../records/record-type';
import { SettingsPage } from '../records/settings-page';
import { toInput } from '../records/values';
import { productsQuery } from './pipelines';
import { ArchiveProduct, CreateProduct, UpdateProduct, type ProductNamesQuery } from './sales.graphql';
import { newId } from '../app/new-id';

type Product = ProductNamesQuery['products']['edges'][number]['node'];
const priceField: Field = { key: 'price', kind: 'money', label: 'sales:unitPrice' };

/** What is sold, and at what price where no price book says otherwise. */
export default function ProductSettings() {
  const { t } = useTranslation('sales');
  const formats = useFormats();
  const client = useQueryClient();
  const query = useQuery(productsQuery);
  const [edited, setEdited] = useState<Product | 'new'>();
  const archive = useMutation({
    mutationFn: (id: string) => ask(ArchiveProduct, { input: { id, commandId: newId() } }),
    onSettled: () => client.invalidateQueries(productsQuery),
    onError: ({ message }) => void notifications.show({ color: 'red', message }),
  });
  return (
    <SettingsPage
      title={t('products')}
      width={860}
      action={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited('new')}>
          {t('newProduct')}
        </Button>
      }
    >
      <Loaded query={query}>
        {(products) =>
          products.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('noProductsYet')}
            </Text>
          ) : (
            <Table.ScrollContainer minWidth={460}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('name')}</Table.Th>
                    <Table.Th>{t('code')}</Table.Th>
                    <Table.Th>{t('family')}</Table.Th>
                    <Table.Th ta="end">{t('unitPrice')}</Table.Th>
                    <Table.Th ta="end">{t('actions')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {products.map((product) => (
                    <Table.Tr key={product.id}>
                      <Table.Td>{product.name}</Table.Td>
                      <Table.Td>{product.code}</Table.Td>
                      <Table.Td>{product.family}</Table.Td>
                      <Table.Td ta="end" style={{ fontVariantNumeric: 'tabular-nums' }}>
                        {product.price && formats.money(product.price)}
                      </Table.Td>
                      <Table.Td ta="end">
                        <ActionIcon aria-label={t('records:edit', { field: product.name })} onClick={() => setEdited(product)}>
                          <IconPencil size={16} />
                        </ActionIcon>
                        <ActionIcon aria-label={t('records:remove', { what: product.name })} onClick={() => archive.mutate(product.id)}>
                          <IconTrash size={16} />
                        </ActionIcon>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Loaded>
      {edited && <ProductDialog {...(edited !== 'new' && { product: edited })} close={() => setEdited(undefined)} />}
    </SettingsPage>
  );
}

interface Draft {
  readonly revision: number;
  readonly name: string;
  readonly code: string;
  readonly family: string;
  readonly price: Money | null;
}

function ProductDialog({ product, close }: { readonly product?: Product; readonly close: () => void }) {
  const { t } = useTranslation('sales');
  const client = useQueryClient();
  const [draft, change, reset] = useKeptRecord<Draft>(`product ${product?.id ?? 'new'}`, {
    revision: product?.revision ?? 0,
    name: product?.name ?? '',
    code: product?.code ?? '',
    family: product?.family ?? '',
    price: product?.price ?? null,
  });
  const save = useMutation<unknown, Error>({
    mutationFn: () => {
      const { name, code, family, price } = draft;
      const input = {
        name,
        code: code.trim() || null,
        family: family.trim() || null,
        price: toInput(priceField, price) as Money | null,
        commandId: newId(),
      };
      return product
        ? ask(UpdateProduct, { input: { ...input, id: product.id, expectedRevision: draft.revision } })
        : ask(CreateProduct, { input });
    },
    onSuccess: async () => {
      reset();
      await client.invalidateQueries(productsQuery);
      close();
    },
  });
  return (
    <Modal opened onClose={close} title={product?.name ?? t('newProduct')}>
      <Form
        submit={t('records:save')}
        mutation={save}
        fields={['name', 'code', 'family', 'price']}
        save={save.mutate}
        discard={() => {
          reset();
          close();
        }}
      >
        {(['name', 'code', 'family'] as const).map((one) => (
          <TextInput
            key={one}
            label={t(one)}
            required={one === 'name'}
            {...(one === 'name' && { 'data-autofocus': true })}
            value={draft[one]}
            error={problemOf(save.error, one)}
            onChange={(event) => change({ [one]: event.currentTarget.value })}
          />
        ))}
        <FieldEdit
          field={priceField}
          value={draft.price}
          onChange={(price) => change({ price: price as Money | null })}
          errors={problemsOf(save.error, 'price')}
        />
      </Form>
    </Modal>
  );
}
