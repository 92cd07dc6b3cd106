import type { Happening, HappeningSource } from '../happenings/index.ts';
import type { Automation, Trigger } from './automation.ts';
import type { Cause } from './begin-run.ts';

/** Where one has to listen for what begins these automations, and for dates that move under those who wait for them. */
export function sourcesOf(automations: readonly Automation[], { dates }: { dates: boolean }): HappeningSource[] {
  const sources = automations.flatMap(({ trigger }) => sourceOf(trigger) ?? []);
  return [...new Set<HappeningSource>([...sources, ...(dates ? (['changes'] as const) : [])])];
}

function sourceOf({ kind }: Trigger): HappeningSource | undefined {
  switch (kind) {
    case 'contactCreated':
    case 'tagAdded':
    case 'tagRemoved':
    case 'fieldChanged':
    case 'date':
      return 'changes';
    case 'flowFinished':
    case 'flowAbandoned':
      return 'runs';
    case 'stageEntered':
    case 'dealWon':
    case 'dealLost':
    case 'order':
      return 'deals';
    case 'message':
      return 'heard';
    default:
      return undefined;
  }
}

/** Whom what happened begins a chain for; nothing where it is not what it waits for. Pure. */
export function causeOf(trigger: Trigger, happened: Happening): Cause | undefined {
  const { contact } = happened;
  if (contact === undefined) return undefined;
  const cause = { contact, cause: happened.id };
  switch (happened.type) {
    case 'contact.created': {
      // An import brings in those whom the firm knows already.
      const isNew = trigger.kind === 'contactCreated' && happened.data.by.kind !== 'import';
      return isNew ? { ...cause, by: happened.data.by } : undefined;
    }
    case 'contact.changed':
      return changed(trigger, happened.data.changes) ? { ...cause, by: happened.data.by } : undefined;
    case 'flow.finished':
      return ofFlow(trigger, happened.data.run, cause);
    case 'message.received':
      return ofMessage(trigger, happened.data.message, cause);
    case 'deal.created':
    case 'deal.moved':
    case 'deal.won':
    case 'deal.lost':
      return ofDeal(trigger, happened, cause);
    default:
      return undefined;
  }
}

interface CardChange {
  field: string;
  old: unknown;
  new: unknown;
}

/** The history of cards tells of all phones, and of all e-mails, at once. */
const inHistory: Record<string, string> = { phone: 'phones', email: 'emails' };

function changed(trigger: Trigger, changes: CardChange[]): boolean {
  if (trigger.kind === 'fieldChanged') {
    const name = inHistory[trigger.field] ?? trigger.field;
    return changes.some(({ field, new: next }) => field === name && (trigger.to === undefined || became(next, trigger.to)));
  }
  if (trigger.kind !== 'tagAdded' && trigger.kind !== 'tagRemoved') return false;
  const { tag, kind } = trigger;
  return changes.some(({ field, old, new: next }) => {
    const [before, after] = [listOf(old).includes(tag), listOf(next).includes(tag)];
    return field === 'tags' && (kind === 'tagAdded' ? !before && after : before && !after);
  });
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function became(value: unknown, wanted: string): boolean {
  const values = Array.isArray(value) ? value : [value];
  return values.some(each => each !== null && each !== undefined && plain(String(each)) === plain(wanted));
}

function ofFlow(
  trigger: Trigger,
  { id, flow, outcome, conversation }: { id: string; flow: string; outcome?: string; conversation: string },
  cause: Cause,
): Cause | undefined {
  const about = { conversation };
  if (trigger.kind === 'flowFinished') {
    const { flow: wanted = flow, outcome: end = 'finished' } = trigger;
    return wanted === flow && (end === 'any' || end === outcome) ? { ...cause, about } : undefined;
  }
  if (trigger.kind !== 'flowAbandoned' || outcome !== 'expired' || (trigger.flow ?? flow) !== flow) return undefined;
  return { ...cause, cause: abandonedCause(id), about };
}

/** Whether they fell silent or the run expired meanwhile, it was abandoned once. */
export const abandonedCause = (run: string): string => `abandoned:${run}`;

function ofMessage(
  trigger: Trigger,
  { text, conversation }: { text: string; conversation: string },
  cause: Cause,
): Cause | undefined {
  if (trigger.kind !== 'message') return undefined;
  return trigger.words.some(word => hasWords(text, word)) ? { ...cause, about: { conversation } } : undefined;
}

/** Lower case, ё as е. */
const plain = (text: string): string => text.toLowerCase().replaceAll('ё', 'е').trim();

/** Whether a text has these words one after the other, whole and in any case. */
export function hasWords(text: string, words: string): boolean {
  const tokens = (from: string) => plain(from).match(/[\p{L}\p{N}]+/gu) ?? [];
  const wanted = tokens(words);
  // What has no letters (an emoji, a plus) is looked for as it is.
  if (wanted.length === 0) return words !== '' && plain(text).includes(plain(words));
  return ` ${tokens(text).join(' ')} `.includes(` ${wanted.join(' ')} `);
}

type OfDeal = Extract<Happening, { type: 'deal.created' | 'deal.moved' | 'deal.won' | 'deal.lost' }>;

function ofDeal(trigger: Trigger, { type, data }: OfDeal, cause: Cause): Cause | undefined {
  const { deal, by } = data;
  const found = { ...cause, about: { deal: deal.id }, by };
  switch (trigger.kind) {
    case 'stageEntered': {
      const stage = type === 'deal.created' ? data.stage : type === 'deal.moved' ? data.to : undefined;
      return stage === trigger.stage && deal.pipeline === trigger.pipeline ? found : undefined;
    }
    case 'dealWon':
    case 'dealLost': {
      const wanted = trigger.kind === 'dealWon' ? 'deal.won' : 'deal.lost';
      return type === wanted && (trigger.pipeline ?? deal.pipeline) === deal.pipeline ? found : undefined;
    }
    case 'order':
      // A deal that is won again is the same order.
      return type === 'deal.won' ? { ...found, cause: `order:${deal.id}` } : undefined;
    default:
      return undefined;
  }
}
