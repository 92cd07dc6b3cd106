import { type AutomationStep, getAutomation } from '../../automations/index.ts';
import { type Broadcast, getBroadcast } from '../../broadcasts/index.ts';
import type { Delivery, MessageContent } from '../../deliveries/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { LinkContent } from '../../links/index.ts';

/** What a delivery said and how its addresses are marked; nothing where its mailing or its step is gone. */
export async function linkContentOf({ source }: Pick<Delivery, 'source'>): Promise<LinkContent | undefined> {
  try {
    return source.kind === 'broadcast' ? ofBroadcast(await getBroadcast(source.id), source.variant) : await ofStep(source);
  } catch (error) {
    if (error instanceof AppError && error.code.endsWith('.not_found')) return undefined;
    throw error;
  }
}

function ofBroadcast({ name, content, test, utm }: Broadcast, variant: string | undefined): LinkContent {
  const wording = variant ?? test?.winner?.variant;
  const said: MessageContent = test?.variants.find(({ id }) => id === wording)?.content ?? content;
  return { content: said, marks: { campaign: name, ...utm } };
}

async function ofStep({ id, step }: Extract<Delivery['source'], { kind: 'automation' }>): Promise<LinkContent | undefined> {
  const { name, steps } = await getAutomation(id, { evenRemoved: true });
  const found = findStep(steps, step);
  return found?.do === 'message' ? { content: found.content, marks: { campaign: name } } : undefined;
}

function findStep(steps: readonly AutomationStep[], id: string): AutomationStep | undefined {
  for (const step of steps) {
    const found = step.id === id ? step : step.do === 'branch' ? findStep([...step.then, ...step.else], id) : undefined;
    if (found) return found;
  }
  return undefined;
}
