import { createDeal, type Deal, dealsOf, getPipeline, moveTo, noteOnCards } from '../../deals/index.ts';
import type { AutomationStep } from '../automation.ts';
import { nameOf } from '../fill-words.ts';
import { authorOf, type Outcome, type StepContext } from './step-context.ts';

/** Moves the deal that the run is about, else their latest open one of the pipeline, to a stage; where there is none, makes one there. */
export async function moveDealTo(
  { pipeline, stage }: Extract<AutomationStep, { do: 'stage' }>,
  context: StepContext,
): Promise<Outcome> {
  const { run, contact, key, now, automation } = context;
  const deals = (await dealsOf(contact.id)).filter(deal => deal.pipeline === pipeline);
  const deal = chosen(deals, { about: run.about?.deal, key });
  if (!deal) return make(pipeline, stage, context);
  if (deal.id === key) return { what: 'dealMade' };
  if (deal.stage === stage) return { what: 'dealMoved' };
  const kind = (await getPipeline(pipeline))?.stages.find(({ id }) => id === stage)?.kind;
  const lostReason = kind === 'lost' ? { lostReason: automation.name } : {};
  await moveTo(deal.id, { stage, ...lostReason }, { key, by: authorOf(context), now });
  return { what: 'dealMoved' };
}

/** One that this very step has made goes first: then it is done already. */
function chosen(deals: Deal[], { about, key }: { about: string | undefined; key: string }): Deal | undefined {
  return deals.find(({ id }) => id === key) ?? deals.find(({ id }) => id === about) ?? deals.find(({ isOpen }) => isOpen);
}

async function make(pipeline: string, stage: string, context: StepContext): Promise<Outcome> {
  const { contact, automation, key, now } = context;
  const by = authorOf(context);
  const title = nameOf(contact) || automation.name;
  await noteOnCards([contact.id], { key, by, now });
  await createDeal({ contact: contact.id, pipeline, stage, title, ...(contact.owner && { owner: contact.owner }), key, now, by });
  return { what: 'dealMade' };
}
