import { type Automation, allSteps, type EditEffects } from '../../automations/index.ts';
import type { Viewer } from '../viewer.ts';
import { type Around, stepWords } from './say-chain.ts';
import { words } from './words.ts';

/** What an edit does to those who stand in the chain, line by line. */
export function presentEffects(
  viewer: Viewer,
  effects: EditEffects,
  { before, after, around }: { before: Automation; after: Pick<Automation, 'steps'>; around: Around },
) {
  const known = new Map([...allSteps(before.steps), ...allSteps(after.steps)].map(step => [step.id, step]));
  const name = (id: string) => {
    const step = known.get(id);
    if (!step) return id;
    const { title, about } = stepWords(viewer, step, around);
    return about ? `${title} · ${about}` : title;
  };
  const stand = effects.standing.filter(({ count }) => count > 0);
  return {
    total: words(viewer, 'effects.total', { count: effects.total }),
    lines: [
      ...stand.map(({ step, count }) => words(viewer, 'effects.standing', { count, step: name(step) })),
      ...effects.moved.map(({ count, to }) =>
        to === undefined ? words(viewer, 'effects.ends', { count }) : words(viewer, 'effects.moves', { count, to: name(to) }),
      ),
      ...(effects.added.length > 0 ? [words(viewer, 'effects.added')] : []),
      ...(effects.changed.length > 0 ? [words(viewer, 'effects.changed')] : []),
      ...(effects.moved.length + effects.added.length + effects.changed.length === 0 ? [words(viewer, 'effects.order')] : []),
    ],
  };
}
