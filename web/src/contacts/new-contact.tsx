import type { CommandDialogProps } from '../slice';
import { NewRecordDialog } from '../records/new-record-dialog';
import { contact } from './contact';

/** From an account, somebody who is there. */
export default function NewContact({ about, defaults, close }: CommandDialogProps) {
  const there = about?.kind === 'ACCOUNT' ? { account: { id: about.id, $title: about.title } } : {};
  return <NewRecordDialog type={contact} defaults={{ ...there, ...defaults }} close={close} />;
}
