import type { CommandDialogProps } from '../slice';
import { NewRecordDialog } from '../records/new-record-dialog';
import { account } from './account';

/** From an account, one of its branches. */
export default function NewAccount({ about, defaults, close }: CommandDialogProps) {
  const under = about?.kind === 'ACCOUNT' ? { parent: { id: about.id, $title: about.title } } : {};
  return <NewRecordDialog type={account} defaults={{ ...under, ...defaults }} close={close} />;
}
