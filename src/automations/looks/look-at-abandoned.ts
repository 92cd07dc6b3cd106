import { type SilentQuestion, silentQuestions } from '../../analytics/index.ts';
import { getConversations } from '../../conversations/index.ts';
import { flowStates } from '../../flows/index.ts';
import type { Automation } from '../automation.ts';
import { abandonedCause } from '../trigger-matches.ts';
import { type Begin, type LookMeans, ofKind, since } from './look.ts';

/** Longer ago nobody was looking; a program that was off for a day still finds them. */
const mostMs = 24 * 60 * 60_000;
const most = 2000;

/** People in the middle of a flow whose last question has waited so long while the bot spoke. Once in a run. */
export async function lookAtAbandoned(automations: readonly Automation[], means: LookMeans, begin: Begin): Promise<void> {
  const wanted = ofKind(automations, 'flowAbandoned');
  if (wanted.length === 0) return;
  const flows = (await flowStates()).map(({ id }) => id);
  for (const automation of wanted) {
    const silentMs = automation.trigger.minutes * 60_000;
    const to = new Date(means.now.getTime() - silentMs);
    const from = new Date(since(automation, means, mostMs).getTime() - silentMs);
    // A question of a flow that was called is one of the flow that called it.
    for (const flow of flows) {
      const silent = await silentQuestions({ flow, from, to }, { limit: most });
      for (const { run, contact, conversation } of await stillSilent(silent, automation.trigger.flow))
        await begin(automation, { contact, cause: abandonedCause(run), about: { conversation } });
    }
  }
}

/** Those who stand before that very question, with nobody else speaking, nor a wait of the flow's own. */
async function stillSilent(silent: SilentQuestion[], flow: string | undefined): Promise<SilentQuestion[]> {
  const talks = new Map((await getConversations(silent.map(({ conversation }) => conversation))).map(talk => [talk.id, talk]));
  return silent.filter(({ run, step, conversation }) => {
    const talk = talks.get(conversation);
    const { position } = talk ?? {};
    if (!talk || !position || talk.mode !== 'bot') return false;
    const root = position.callers?.[0]?.flow ?? position.flow;
    return position.run === run && position.step === step && position.waitUntil === undefined && (flow ?? root) === root;
  });
}
