import type { Deal } from '../deals/index.ts';
import { t } from '../texts/index.ts';
import { presentValue } from './present-contact.ts';
import { presentTime } from './present-time.ts';
import type { Viewer } from './viewer.ts';

/** A deal on its contact's card. `names` are those of the staff by id. */
export function presentDeal(viewer: Viewer, deal: Deal, names: ReadonlyMap<string, string>) {
  const { title, amount, pipeline, stage, isOpen, fields, owner, stages, at } = deal;
  const ownerName = owner && names.get(owner);
  return {
    title,
    ...(amount !== undefined && { amount: presentAmount(viewer, amount) }),
    stage: stageName(viewer, stage),
    state: isOpen ? 'wait' : stage === 'lost' ? 'off' : 'good',
    ...(pipeline !== 'sales' && { pipeline }),
    ...(ownerName && { owner: ownerName }),
    when: presentTime(viewer, at),
    fields: Object.entries(fields).map(([label, value]) => ({ label, value: presentValue(viewer, value) })),
    way: stages.map(passed => ({ stage: stageName(viewer, passed.stage), when: presentTime(viewer, passed.at) })),
  };
}

/** The stages that are there from the beginning have words of ours; the others are called as their flow calls them. */
function stageName({ language }: Viewer, stage: string): string {
  const known = ['new', 'in-work', 'won', 'lost'].includes(stage);
  return known ? t(language, `panel:card.dealStage.${stage}`) : stage;
}

function presentAmount({ language }: Viewer, amount: number): string {
  return new Intl.NumberFormat(language === 'ru' ? 'ru-RU' : 'en-GB', {
    style: 'currency',
    currency: 'RUB',
    maximumFractionDigits: Number.isInteger(amount) ? 0 : 2,
  }).format(amount);
}
