import type { CommandDialogProps } from '../slice';
import { NewRecordDialog } from '../records/new-record-dialog';
import { lead } from './lead';

export default function NewLead({ defaults, close }: CommandDialogProps) {
  return <NewRecordDialog type={lead} defaults={defaults} close={close} />;
}
