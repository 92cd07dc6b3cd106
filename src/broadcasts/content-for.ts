import type { DeliverySource, MessageContent } from '../deliveries/index.ts';
import type { Broadcast } from './broadcast.ts';
import { ownVariant } from './plan/arms.ts';

/** What a mailing says to one of its people: the wording of their arm of the trial, the winner's for the rest, or its own. */
export function contentFor({ content, test }: Pick<Broadcast, 'content' | 'test'>, source: DeliverySource): MessageContent {
  const variant = (source.kind === 'broadcast' ? source.variant : undefined) ?? test?.winner?.variant ?? ownVariant;
  return test?.variants.find(({ id }) => id === variant)?.content ?? content;
}
