import type { FormFacts } from '../form/form.js';

/** What a visitor sees whose page posts the form without a script. */

export const thanksPage = (thankYou = 'Thank you.'): string => page('', `<h1>${escaped(thankYou).replaceAll('\n', '<br>')}</h1>`);

/** `problems` by the key of the field. */
export function refusedPage({ name, fields }: FormFacts, problems: Readonly<Record<string, string>>): string {
  const label = (key: string) => fields.find((field) => field.key === key)?.label ?? key;
  const lines = Object.entries(problems).map(([key, problem]) => `<li><strong>${escaped(label(key))}</strong> ${escaped(problem)}</li>`);
  return page(name, `<h1>${escaped(name)}</h1><p>This was not sent yet. Go back, and mend:</p><ul>${lines.join('')}</ul>`);
}

const page = (title: string, body: string): string => `<!doctype html>
<html>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>body { max-width: 36rem; margin: 15vh auto; padding: 0 1.5rem; font: 1.1rem/1.5 system-ui, sans-serif } h1 { font-size: 1.5rem }</style>
<main>${body}</main>
</html>
`;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
