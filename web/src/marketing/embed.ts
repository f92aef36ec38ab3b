import type { DraftField } from './form-draft';

interface Words {
  readonly send: string;
  /** Where nothing else was said to thank with. */
  readonly thanks: string;
  readonly failed: string;
}

interface Embedded {
  readonly key: string;
  readonly fields: readonly Pick<DraftField, 'key' | 'label' | 'kind' | 'required' | 'choices'>[];
}

/**
 * The form for a page of somebody's site: plain HTML that works without a script. `origin`: where it is posted to. With `script` the visitor stays on the
 * page, and where they came from is told.
 */
export function embedCode({ key, fields }: Embedded, origin: string, words: Words, script: boolean): string {
  const id = `form-${key}`;
  const lines = [
    `<form id="${escaped(id)}" action="${escaped(`${origin}/forms/${encodeURIComponent(key)}`)}" method="post">`,
    ...fields.map((field) => `  <p>${control(field)}</p>`),
    '  <p style="position: absolute; left: -9999px" aria-hidden="true"><input name="website_url" tabindex="-1" autocomplete="off"></p>',
    `  <p><button type="submit">${escaped(words.send)}</button></p>`,
    ...(script ? ['  <p role="status"></p>'] : []),
    '</form>',
    ...(script ? [scriptFor(id, words)] : []),
  ];
  return lines.join('\n');
}

function control({ key, label, kind, required, choices }: Embedded['fields'][number]): string {
  const attributes = `name="${escaped(key)}"${required ? ' required' : ''}`;
  const text = escaped(label);
  if (kind === 'CHECKBOX') return `<label><input type="checkbox" value="yes" ${attributes}> ${text}</label>`;
  if (kind === 'LONG_TEXT') return `<label>${text}<br><textarea rows="5" ${attributes}></textarea></label>`;
  if (kind === 'CHOICE') {
    const options = ['<option></option>', ...choices.map((choice) => `<option>${escaped(choice)}</option>`)];
    return `<label>${text}<br><select ${attributes}>${options.join('')}</select></label>`;
  }
  return `<label>${text}<br><input ${types[kind] ?? 'type="text"'} ${attributes}></label>`;
}

const types: Readonly<Partial<Record<DraftField['kind'], string>>> = {
  EMAIL: 'type="email" autocomplete="email"',
  PHONE: 'type="tel" autocomplete="tel"',
  NUMBER: 'type="number" step="any"',
  DATE: 'type="date"',
};

function scriptFor(id: string, { thanks, failed }: Words): string {
  return `<script>
  (function () {
    var form = document.getElementById(${literal(id)});
    var status = form.querySelector('[role=status]');
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      fetch(form.action, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body: new URLSearchParams(new FormData(form)),
        referrerPolicy: 'no-referrer-when-downgrade',
      })
        .then(function (response) {
          return response.json();
        })
        .then(function (answer) {
          if (answer.redirectTo) return location.assign(answer.redirectTo);
          if (!answer.submissionId) {
            var names = Object.keys(answer.fields || {});
            status.textContent = names.map(function (name) {
              return form.elements[name].labels[0].textContent + ': ' + answer.fields[name];
            }).join('\\n') || ${literal(failed)};
            return names[0] && form.elements[names[0]].focus();
          }
          form.textContent = answer.thankYou || ${literal(thanks)};
        })
        .catch(function () {
          status.textContent = ${literal(failed)};
        });
    });
  })();
</script>`;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Of a script within a page: nothing in it ends the script. */
const literal = (text: string): string => JSON.stringify(text).replaceAll('<', '\\u003c');
