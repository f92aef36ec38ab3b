import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What a version of the code changes, by file: what stands there, and what stands there then. */
type Changes = Readonly<Record<string, readonly (readonly [before: string | RegExp, after: string | ((found: string) => string)])[]>>;

/** A view's table is another one then. */
const raised = [/(?<=^  version: )\d+(?=,$)/m, (version: string) => String(Number(version) + 1)] as const;

/**
 * The next version: what an account was entered with is told when it is created, and an upcaster tells it of those that were created before; a view shows
 * it. An event that today's code does not know goes along.
 */
const changes: Changes = {
  'proto/throughline/contacts/v1/contacts.proto': [
    ['AccountCreated created = 1;', 'AccountCreated created = 1; AccountWelcomed welcomed = 50;'],
    [
      'message AccountCreated {',
      `message AccountWelcomed {
        option (throughline.visibility) = VISIBILITY_PUBLIC;
      }
      message AccountCreated {
        option (throughline.schema) = 2;
        optional string entered_with = 50;`,
    ],
  ],
  'libs/contracts/src/upcasters.ts': [
    ['Upcaster[] = []', `Upcaster[] = [{ type: 'AccountCreated', to: 2, upcast: (data) => ({ ...data, enteredWith: 'version 1' }) }]`],
  ],
  'services/contacts/src/account/account.ts': [
    ['parentId, ...origin } }]', `parentId, ...origin, enteredWith: 'version 2' } }, { type: 'AccountWelcomed', data: {} }]`],
    [`    case 'AccountRenamed':`, `    case 'AccountWelcomed': return state;\n    case 'AccountRenamed':`],
  ],
  'services/contacts/src/account/account.view.ts': [
    raised,
    [`@Column('text') name!: string;`, `@Column('text') name!: string;\n  @Column('text') enteredWith!: string;`],
    ['...nameColumns(data.name),', '...nameColumns(data.name),\n    enteredWith: data.enteredWith!,'],
    [`    case 'AccountRenamed':`, `    case 'AccountWelcomed': return {};\n    case 'AccountRenamed':`],
  ],
  // Who reads accounts names each of their events, as the compiler would say. This view counts them, so that what the old one has is not what it would have.
  'services/activities/src/record/record.view.ts': [
    raised,
    [`    case 'AccountRenamed':`, `    case 'AccountWelcomed': return {};\n    case 'AccountRenamed':`],
  ],
  'services/activities/src/timeline/timeline.view.ts': [
    [`    case 'AccountRenamed':`, `    case 'AccountWelcomed': return null;\n    case 'AccountRenamed':`],
  ],
  'services/sales/src/customers/customers.view.ts': [
    [`      case 'AccountDomainChanged':`, `      case 'AccountWelcomed':\n      case 'AccountDomainChanged':`],
  ],
};

/** A copy of the sources with these changes, on the same installed packages. */
export class NextVersion {
  readonly folder = mkdtempSync(join(tmpdir(), 'throughline-next-'));

  constructor() {
    const left = ['.cache', '.git', '.nx', 'dist', 'node_modules', 'web'];
    cpSync(root, this.folder, { recursive: true, filter: (path) => !left.includes(basename(path)) });
    this.install();
    for (const [file, replaced] of Object.entries(changes)) this.change(file, replaced);
    execFileSync(process.execPath, ['tools/generate-contracts.mjs'], { cwd: this.folder });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The packages of others as they are here; our own are the copy's. */
  private install(): void {
    const [packages, ours] = [join(this.folder, 'node_modules'), '@throughline'];
    mkdirSync(join(packages, ours), { recursive: true });
    for (const name of readdirSync(join(root, 'node_modules'))) {
      if (name !== ours) symlinkSync(join(root, 'node_modules', name), join(packages, name));
    }
    for (const name of readdirSync(join(root, 'node_modules', ours)))
      symlinkSync(readlinkSync(join(root, 'node_modules', ours, name)), join(packages, ours, name));
  }

  private change(file: string, replaced: Changes[string]): void {
    const path = join(this.folder, file);
    const changed = replaced.reduce(
      (text, [before, after]) => {
        if (text.split(before).length !== 2)
          throw new Error(`${file} holds ${String(before)} not once; the change needs to be written anew`);
        return text.replace(before, (found) => (typeof after === 'string' ? after : after(found)));
      },
      readFileSync(path, 'utf8'),
    );
    writeFileSync(path, changed);
  }
}
