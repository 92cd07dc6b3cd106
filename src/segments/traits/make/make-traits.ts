import { randomOf } from '../random-of.ts';
import type { Settings, Sources } from '../read-sources.ts';
import type { TraitDocument } from '../trait-model.ts';
import { cardTraits } from './card-traits.ts';
import { dealTraits, orderTraits } from './deal-traits.ts';
import { mailingTraits, taskTraits } from './done-traits.ts';
import { runTraits } from './run-traits.ts';
import { talkTraits } from './talk-traits.ts';

/** The traits of a contact, made whole of what the rooms know. The same sources give the same traits. Pure. */
export function makeTraits(sources: Sources, settings: Settings): TraitDocument {
  const { card, lists, score } = sources;
  return {
    _id: card.id,
    ...cardTraits(card, settings),
    ...talkTraits(sources),
    ...runTraits(sources),
    ...dealTraits(sources.deals, settings),
    ...orderTraits(card, sources.orders),
    ...taskTraits(sources.tasks),
    ...mailingTraits(sources.deliveries),
    ...(score && {
      rfm: {
        recency: score.recency,
        frequency: score.frequency,
        money: score.money,
        cell: score.cell,
        group: score.group,
      },
      abc: score.abc,
    }),
    ...(lists.length > 0 && { lists: lists.toSorted() }),
    random: randomOf(card.id),
  };
}
