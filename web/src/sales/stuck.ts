import { translated } from '../app/messages';

/** Why a deal does not move on, in the reader's language. */
export const whyStuck = ({ stuckBecause }: { readonly stuckBecause: readonly string[] }): readonly string[] =>
  stuckBecause.map((why) => translated(why));
