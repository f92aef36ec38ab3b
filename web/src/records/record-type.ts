import type { Icon } from '@tabler/icons-react';
import type { Lazy, Word } from '../slice';

/** A record as the graph answers it: its id, and the values of what was asked for by their keys. */
export interface RecordValues {
  readonly id: string;
  readonly revision?: number;
  readonly [key: string]: unknown;
}

/**
 * What a field holds. Each kind is described once, in `field-kinds`: how it is shown, edited, filtered (which operators), grouped, and read from
 * what a person typed or pasted.
 */
export type FieldKind =
  | 'text'
  | 'longText'
  | 'number'
  | 'percent'
  | 'money'
  | 'date'
  | 'dateTime'
  | 'yesNo'
  | 'choice'
  | 'tags'
  | 'email'
  | 'emails'
  | 'phone'
  | 'phones'
  | 'url'
  | 'address'
  | 'reference';

/**
 * One description of a field drives facts, columns, filters, forms, the mapping of imports and labels: pages are written over descriptions, so that a
 * field that an administrator adds, another word for it, or a rule that hides it needs no page rewritten.
 */
export interface Field {
  /** As the graph spells it, on the record and, unless said otherwise below, in filters, orders and inputs. */
  readonly key: string;
  readonly kind: FieldKind;
  readonly label: Word;
  readonly help?: Word;
  /** What is asked of the graph. Default: the key; of a reference, its id and what names it; of money, an address and the like, its parts. */
  readonly select?: string;
  /** Where it is not what the graph answers under the key: such as the city of an address. */
  readonly value?: (record: RecordValues) => unknown;
  /** Its name in filters and in `orderBy`; false where it cannot be. */
  readonly filter?: string | false;
  readonly order?: string | false;
  /** Its name in the inputs of create and update; false where it cannot be set. */
  readonly input?: string | false;
  /** Only at creation. */
  readonly once?: boolean;
  readonly required?: boolean;
  /** Not everybody who sees the record may know it: the graph tells under `hiddenFields` who may not. */
  readonly restricted?: boolean;
  /** Its name in changes of many at a time, where it cannot be set alone: such as that tasks are done. */
  readonly bulk?: string;
  /** Of one record and of no other, such as a name: not set on many at a time. */
  readonly single?: boolean;
  /** Of a choice, in their order. */
  readonly choices?: readonly Choice[];
  /** A hook that answers the choices where people named them, such as the stages of a pipeline; of a choice, or of a reference to what has no page. */
  readonly useChoices?: (record?: RecordValues) => readonly Choice[];
  /** The kind of record, or `USER`, that a reference names. */
  readonly of?: string;
  /** A number that is a name, such as a year: written without separators. */
  readonly plain?: boolean;
  /** A reference that is a list of them. */
  readonly many?: boolean;
  /** In facts: fields of a group stand together. Without one it is not shown among the facts. */
  readonly group?: Word;
  /** In `POST /imports`: its name there; false where files cannot bring it. Default: as in inputs. */
  readonly importAs?: string | false;
}

export interface Choice {
  readonly value: string;
  /** One that people named has its name as `text` instead. */
  readonly label?: Word;
  readonly text?: string;
  /** Of Mantine's colours. */
  readonly color?: string;
}

/** A kind of record that has a list, a page, a place in search and commands. */
export interface RecordType {
  /** As search, the timeline, saved views and live changes name it: `CONTACT`. */
  readonly kind: string;
  /** The type in the graph; its filter and order types follow from it. */
  readonly type: string;
  /** The graph's queries: `contact` and `contacts`. */
  readonly one: string;
  readonly many: string;
  /** `/contacts`; a record's page is `/contacts/<id>`. */
  readonly path: string;
  readonly icon: Icon;
  readonly label: Word;
  readonly plural: Word;
  /** Selected wherever a record of the kind is named, beside `id` and `revision`. */
  readonly titleSelect: string;
  readonly title: (record: RecordValues) => string;
  readonly subtitle?: (record: RecordValues) => string | undefined;
  readonly fields: readonly Field[];
  /** The key of the field that the first column shows, as a link. */
  readonly titleField: string;
  /** Keys of the fields that the list shows after it, until a person chooses others. */
  readonly columns: readonly string[];
  /** Names of the filters that a list's quick search goes over. */
  readonly quick: readonly string[];
  readonly order: { readonly field: string; readonly direction: 'ASC' | 'DESC' };
  /** Of the dialog that makes a new one, in their order; the first gets the focus. */
  readonly newFields?: readonly string[];
  /** Shows records that are likely the one that is about to be entered. */
  readonly duplicates?: Lazy<{ readonly values: Readonly<Record<string, unknown>> }>;
  /** Names of mutations; what is absent cannot be done. Each takes `input` with `id` and answers the record under `one`. */
  readonly mutations: {
    readonly create?: string;
    readonly update?: string;
    readonly archive?: string;
    readonly restore?: string;
    readonly bulk?: string;
  };
  /** In `/imports/<kind>` and `/exports/<kind>.csv`. */
  readonly files?: string;
  /** It has no `/imports`. */
  readonly exportOnly?: boolean;
}
