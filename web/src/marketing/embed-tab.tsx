import { ActionIcon, Button, Code, CopyButton, List, SegmentedControl, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { embedCode } from './embed';
import type { FormFactsFragment } from './forms.graphql';
import classes from './marketing.module.css';

/** How the form gets into a page of the organisation's site. */
export function EmbedTab({ form }: { readonly form: FormFactsFragment }) {
  const { t } = useTranslation('marketing');
  const [variant, setVariant] = useState('script');
  const words = { send: t('send'), thanks: t('thanksDefault'), failed: t('notSent') };
  const code = embedCode(form, location.origin, words, variant === 'script');
  const address = `${location.origin}/forms/${form.key}`;
  return (
    <Stack gap="md" maw={860}>
      <div className={classes['head']}>
        <Title order={2} size="h5">
          {t('embedCode')}
        </Title>
        <SegmentedControl
          size="xs"
          aria-label={t('variant')}
          data={[
            { value: 'script', label: t('withScript') },
            { value: 'plain', label: t('plain') },
          ]}
          value={variant}
          onChange={setVariant}
        />
      </div>
      <Text size="sm">{t(variant === 'script' ? 'withScriptText' : 'plainText')}</Text>
      <div className={classes['code']}>
        <Code block tabIndex={0} role="region" aria-label={t('embedCode')} mah={420} style={{ overflow: 'auto' }}>
          {code}
        </Code>
        <CopyButton value={code}>
          {({ copied, copy }) => (
            <Button
              size="xs"
              variant={copied ? 'default' : 'filled'}
              className={classes['copy']!}
              leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              onClick={copy}
            >
              {t(copied ? 'copied' : 'copy')}
            </Button>
          )}
        </CopyButton>
      </div>
      <TextInput
        label={t('address')}
        description={t('addressHelp')}
        readOnly
        value={address}
        rightSection={
          <CopyButton value={address}>
            {({ copied, copy }) => (
              <ActionIcon aria-label={t('copyAddress')} onClick={copy}>
                {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              </ActionIcon>
            )}
          </CopyButton>
        }
      />
      <List size="sm" spacing={4}>
        <List.Item>
          {t(form.allowedOrigins.length === 0 ? 'fromEverywhere' : 'fromSites', { sites: form.allowedOrigins.join(', ') })}
        </List.Item>
        <List.Item>{t('rate')}</List.Item>
        <List.Item>{t('honeypot')}</List.Item>
        <List.Item>{t('campaigns')}</List.Item>
      </List>
    </Stack>
  );
}
