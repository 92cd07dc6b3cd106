import { defaultQueue, queuesInUse } from '../../conversations/index.ts';
import type { HouseRules } from '../../inbox/index.ts';
import { messengerNames } from '../../messages/index.ts';
import { listSegments } from '../../segments/index.ts';
import { t } from '../../texts/index.ts';
import { messengerName } from '../present-messenger.ts';
import type { Viewer } from '../viewer.ts';
import type { InboxQuery } from './inbox-query.ts';

interface Choice {
  value: string;
  label: string;
  on: boolean;
}

/** What the lists can be narrowed down to, and what they are. */
export async function presentFilters(
  { language }: Viewer,
  { messenger, staff, queue, tag, segment, view }: InboxQuery,
  { names, rules }: { names: ReadonlyMap<string, string>; rules: HouseRules },
) {
  const chosen = (value: string, label: string, now: string | undefined): Choice => ({ value, label, on: value === now });
  const queues = new Set([defaultQueue, ...rules.queues.keys(), ...(await queuesInUse()), ...(queue ? [queue] : [])]);
  return {
    isOn: [messenger, staff, queue, tag, segment].some(Boolean),
    view,
    messengers: messengerNames.map(name => chosen(name, messengerName(name), messenger)),
    staff: [...names].map(([id, name]) => chosen(id, name, staff)).sort((a, b) => a.label.localeCompare(b.label)),
    queues: [...queues].map(id => chosen(id, queueTitle({ language }, id, rules), queue)),
    tag: tag ?? '',
    segments: (await listSegments()).map(({ id, name }) => chosen(id, name, segment)),
  };
}

/** A queue as people know it: by its title, else as flows name it. */
export function queueTitle({ language }: Pick<Viewer, 'language'>, id: string, { queues }: Pick<HouseRules, 'queues'>): string {
  return queues.get(id)?.title || (id === defaultQueue ? t(language, 'panel:queues.default') : id);
}
