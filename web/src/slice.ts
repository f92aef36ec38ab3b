import type { Icon } from '@tabler/icons-react';
import type { ComponentType, LazyExoticComponent } from 'react';
import type { RecordType, RecordValues } from './records/record-type';

/** A word of the app as `<slice>:<key>` of `<slice>/words/<language>.json`, so that an industry or a language says it its own way. */
export type Word = string;

export type Role = 'ADMIN' | 'MANAGER' | 'MEMBER' | 'READ_ONLY';

/** Loaded when it is first shown, so that the first page is light: `lazy(() => import('./board'))`. */
export type Lazy<Props = object> = LazyExoticComponent<ComponentType<Props>> | ComponentType<Props>;

/**
 * What a department adds to the app: its folder exports it from `slice.tsx` and is found by glob, so that a new department appears without a
 * change to the others. This file and what it imports are part of the first load: pages, panels and dialogs are {@link Lazy}.
 */
export interface Slice {
  /** The folder's name. */
  readonly name: string;
  readonly recordTypes?: readonly RecordType[];
  readonly navigation?: readonly NavigationItem[];
  /** Beside the list and the page that each record type has by itself. */
  readonly pages?: readonly Page[];
  /** For those who have no session, and without the shell: such as what a link in an invitation opens. */
  readonly publicPages?: readonly Page[];
  readonly panels?: readonly Panel[];
  readonly timeline?: readonly TimelineKind[];
  readonly commands?: readonly Command[];
  readonly settings?: readonly SettingsPage[];
  /** Of the start page; in files `home-*.tsx`, which are loaded with the app. */
  readonly home?: readonly HomePanel[];
  /** What the bell opens: one slice has it. */
  readonly notifications?: Lazy<{ readonly close: () => void }>;
}

export interface NavigationItem {
  readonly label: Word;
  readonly path: string;
  readonly icon: Icon;
  /** Ascending; departments keep to tens: contacts 20, sales 30, activities 10, marketing 40. */
  readonly order: number;
  readonly roles?: readonly Role[];
  /** A second key after `g`, such as `c` for contacts. */
  readonly key?: string;
}

export interface Page {
  /** Such as `/leads/inbox`; a part that begins with `$` is given to the page as a parameter. */
  readonly path: string;
  readonly title: Word;
  readonly component: Lazy;
}

/** A part of a record's page, shown on the pages of the kinds in `on`. */
export interface Panel {
  readonly key: string;
  readonly on: readonly string[];
  readonly title: Word;
  readonly order: number;
  /** `top` stands under the record's name without a heading of its own, `side` beside the timeline, `main` is a tab of its own. */
  readonly place: 'top' | 'side' | 'main';
  readonly component: Lazy<{ readonly type: RecordType; readonly record: RecordValues }>;
}

/** How entries of a timeline look that this department writes. */
export interface TimelineKind {
  readonly kinds: readonly string[];
  readonly label: Word;
  readonly icon: Icon;
}

/** Something to do from anywhere: offered by Ctrl/Cmd-K, on record pages where `on` says so, and by its key. */
export interface Command {
  readonly key: string;
  readonly label: Word;
  readonly icon: Icon;
  /** As react hotkeys are written: `c`, `mod+shift+l`. */
  readonly hotkey?: string;
  /** Only where a record of one of these kinds is open; it is handed over. */
  readonly on?: readonly string[];
  readonly roles?: readonly Role[];
  /** Not among the buttons of the record's head: its page has one of its own. */
  readonly buttonless?: true;
  /** Either goes somewhere, or opens a dialog that ends itself by `close`. */
  readonly to?: string;
  readonly dialog?: Lazy<CommandDialogProps>;
}

export interface CommandDialogProps {
  /** What the command is about, where it was called from a record or with one. */
  readonly about?: CommandSubject;
  /** What is known already, such as the `kind` of what is to be logged. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  readonly close: () => void;
}

export interface CommandSubject {
  readonly kind: string;
  readonly id: string;
  readonly title: string;
}

export interface SettingsPage {
  readonly path: string;
  readonly label: Word;
  readonly order: number;
  readonly roles: readonly Role[];
  readonly component: Lazy;
}

export interface HomePanel {
  readonly key: string;
  readonly title: Word;
  readonly order: number;
  readonly roles?: readonly Role[];
  /** Of twelve. */
  readonly columns: number;
  /** A hook: whether it stands there for now. Default: always. */
  readonly useShown?: () => boolean;
  readonly component: Lazy;
}
