import { expect, it } from '@jest/globals';
import { embedCode } from './embed';

const words = { send: 'Send', thanks: '</script><script>alert(1)</script>', failed: 'Failed' };
const field = { key: 'email', label: '<b onclick="alert(1)">', kind: 'EMAIL', required: true, choices: [] } as const;

it('the code of a form posts each field to its address, and hides what only robots fill in', () => {
  const choice = { key: 'size', label: 'Size', kind: 'CHOICE', required: false, choices: ['1–10', 'more'] } as const;
  const code = embedCode({ key: 'demo', fields: [{ ...field, label: 'E-mail' }, choice] }, 'https://crm.example', words, false);
  expect(code).toContain('action="https://crm.example/forms/demo" method="post"');
  expect(code).toContain('<label>E-mail<br><input type="email" autocomplete="email" name="email" required></label>');
  expect(code).toContain('<select name="size"><option></option><option>1–10</option><option>more</option></select>');
  expect(code).toContain('name="website_url"');
  expect(code).not.toContain('<script');
});

it('nothing that was typed into a form becomes part of the page that has it', () => {
  const code = embedCode({ key: 'demo', fields: [field] }, 'https://crm.example', words, true);
  expect(code).not.toContain('<b onclick');
  expect(code.match(/<\/?script/g)).toEqual(['<script', '</script']);
});
