import type { CommandDialogProps } from '../slice';
import { NewRecordDialog } from '../records/new-record-dialog';
import { opportunity } from './opportunity';

/** From an account or a person, a deal with them. */
export default function NewDeal({ about, defaults, close }: CommandDialogProps) {
  const named = about && { id: about.id, $title: about.title };
  const theirs = about?.kind === 'ACCOUNT' ? { account: named } : about?.kind === 'CONTACT' ? { contacts: [named] } : {};
  return <NewRecordDialog type={opportunity} defaults={{ ...theirs, ...defaults }} close={close} />;
}
