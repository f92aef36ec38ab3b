import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { GraphProblem } from '../app/graph';
import { missingOf } from '../records/form';
import { mutateRecord } from '../records/queries';
import { offerUndo } from '../records/undo';
import { LoseDialog } from './lose-dialog';
import { MissingFields } from './missing-fields';
import { opportunity } from './opportunity';
import type { Stage } from './pipelines';
import { newId } from '../app/new-id';

/** A deal, and where it stands. */
export interface StandingDeal {
  readonly id: string;
  readonly name: string;
  readonly stageId: string;
}

type Target = Pick<Stage, 'id' | 'name' | 'category'>;

/** Of a mutation about a deal. */
export type DealInput = { readonly id: string } & Readonly<Record<string, unknown>>;

interface Question {
  readonly deal: StandingDeal;
  readonly stage: Target;
  /** The rule that stands against it. Absent: why the deal is lost is asked. */
  readonly refused?: GraphProblem;
  readonly answer: (moved: boolean) => void;
}

/**
 * Brings a deal into a stage. Why it is lost is asked, and so is what the stage needs that the deal does not have: by `dialog`, which the caller
 * renders. Resolves when the deal has moved and all that shows it knows, or when it stays where it is.
 */
export function useMoveDeal(): { readonly move: (deal: StandingDeal, stage: Target) => Promise<boolean>; readonly dialog: ReactNode } {
  const client = useQueryClient();
  const { t } = useTranslation('sales');
  const [question, setQuestion] = useState<Question>();

  const change = useCallback(
    async (mutation: string, input: DealInput) => {
      await mutateRecord(client, opportunity, mutation, { ...input, commandId: newId() });
      const shown = [['records', opportunity.kind], ['record'], ['timeline']];
      await Promise.all(shown.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    [client],
  );
  const told = useCallback(
    (deal: StandingDeal, stage: Target) => {
      const word = stage.category === 'OPEN' ? 'movedNow' : stage.category === 'WON' ? 'wonNow' : 'lostNow';
      offerUndo(t(word, { deal: deal.name, stage: stage.name }), () => {
        change('moveOpportunity', { id: deal.id, stageId: deal.stageId }).catch(tell);
      });
    },
    [change, t],
  );
  const move = useCallback(
    async (deal: StandingDeal, stage: Target): Promise<boolean> => {
      const ask = (refused?: GraphProblem) =>
        new Promise<boolean>((answer) => setQuestion({ deal, stage, answer, ...(refused && { refused }) }));
      if (stage.category === 'LOST') return ask();
      try {
        await change('moveOpportunity', { id: deal.id, stageId: stage.id });
      } catch (problem) {
        if (problem instanceof GraphProblem && missingOf(problem).length > 0) return ask(problem);
        tell(problem as Error);
        return false;
      }
      told(deal, stage);
      return true;
    },
    [change, told],
  );

  if (!question) return { move, dialog: null };
  const { deal, stage, refused, answer } = question;
  const end = (moved: boolean) => {
    setQuestion(undefined);
    answer(moved);
    if (moved) told(deal, stage);
  };
  const dialog = refused ? (
    <MissingFields deal={deal} stage={stage} refused={refused} change={change} moved={() => end(true)} close={() => end(false)} />
  ) : (
    <LoseDialog
      name={deal.name}
      lose={(reason, closedOn) => change('loseOpportunity', { id: deal.id, reason, closedOn }).then(() => end(true))}
      close={() => end(false)}
    />
  );
  return { move, dialog };
}

const tell = ({ message }: Error) => void notifications.show({ color: 'red', message });
