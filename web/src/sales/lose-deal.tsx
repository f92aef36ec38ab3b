import type { CommandDialogProps } from '../slice';
import { CloseDeal } from './close-deal';

export default function LoseDeal(props: CommandDialogProps) {
  return <CloseDeal {...props} into="LOST" />;
}
