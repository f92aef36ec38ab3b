import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { ask } from '../app/graph';
import type { CommandDialogProps } from '../slice';
import { useMoveDeal } from './move-deal';
import { usePipelines } from './pipelines';
import { DealPath } from './sales.graphql';

/** Wins or loses the deal that the command is about, asking only for what is missing. */
export function CloseDeal({ about, close, into }: CommandDialogProps & { readonly into: 'WON' | 'LOST' }) {
  const { move, dialog } = useMoveDeal();
  const pipelines = usePipelines();
  const begun = useRef(false);
  const { data: deal } = useQuery({
    queryKey: ['record', 'OPPORTUNITY', about?.id, 'path'],
    enabled: about !== undefined,
    queryFn: async ({ signal }) => (await ask(DealPath, { id: about!.id }, { signal })).opportunity,
  });
  const stage = pipelines?.find(({ id }) => id === deal?.pipeline.id)?.stages.find(({ category }) => category === into);
  useEffect(() => {
    if (!deal || !about || !pipelines || begun.current) return;
    begun.current = true;
    if (stage && deal.status !== into) void move({ id: deal.id, name: about.title, stageId: deal.stage.id }, stage).finally(close);
    else close();
  }, [deal, about, pipelines, stage, into, move, close]);
  return dialog;
}

export default function WinDeal(props: CommandDialogProps) {
  return <CloseDeal {...props} into="WON" />;
}
