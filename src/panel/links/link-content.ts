import { type AutomationStep, getAutomation } from '../../automations/index.ts';
import { contentFor, getBroadcast } from '../../broadcasts/index.ts';
import type { Delivery } from '../../deliveries/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { LinkContent } from '../../links/index.ts';

/** What a delivery said and how its addresses are marked; nothing where its mailing or its step is gone. */
export async function linkContentOf({ source }: Pick<Delivery, 'source'>): Promise<LinkContent | undefined> {
  try {
    return source.kind === 'broadcast' ? await ofBroadcast(source) : await ofStep(source);
  } catch (error) {
    if (error instanceof AppError && error.code.endsWith('.not_found')) return undefined;
    throw error;
  }
}

async function ofBroadcast(source: Extract<Delivery['source'], { kind: 'broadcast' }>): Promise<LinkContent> {
  const broadcast = await getBroadcast(source.id);
  return { content: contentFor(broadcast, source), marks: { campaign: broadcast.name, ...broadcast.utm } };
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
