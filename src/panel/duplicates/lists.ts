import type { Response } from 'express';
import { countedPairs, countSuggested, countTrash, fieldSettings } from '../../contacts/index.ts';
import { fieldWords } from '../../flows/index.ts';
import { may, staffNames } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import type { SideContext } from './present-side.ts';

/** Who looks, as the room of contacts knows people. */
export function lookerOf(res: Response): { id: string; seeAll: boolean } {
  const staff = staffOf(res);
  return { id: staff.id, seeAll: may(staff, 'seeAll') };
}

export async function sideContext(): Promise<SideContext> {
  const [definitions, words, names] = await Promise.all([fieldSettings(), fieldWords(), staffNames()]);
  return { definitions, words, names };
}

/** The three lists that belong together, with how much waits in each. */
export async function duplicateTabs(res: Response, on: 'suggested' | 'merged' | 'trash') {
  const { language } = viewerOf(res);
  const staff = staffOf(res);
  const [suggested, trash] = await Promise.all([countSuggested(), countTrash(lookerOf(res))]);
  const told = (count: number) => (count >= countedPairs ? `${countedPairs}+` : String(count));
  return [
    ...(may(staff, 'write')
      ? [
          { id: 'suggested', href: '/contacts/duplicates', ...(suggested > 0 && { count: told(suggested) }) },
          { id: 'merged', href: '/contacts/merges' },
        ]
      : []),
    ...(may(staff, 'delete') ? [{ id: 'trash', href: '/contacts/trash', ...(trash > 0 && { count: told(trash) }) }] : []),
  ].map(tab => ({ ...tab, label: t(language, `panel:duplicates.tabs.${tab.id}`), on: tab.id === on }));
}

export function simplePager(path: string, page: number, hasMore: boolean) {
  if (page === 1 && !hasMore) return undefined;
  return {
    ...(page > 1 && { previous: `${path}?page=${page - 1}` }),
    ...(hasMore && { next: `${path}?page=${page + 1}` }),
  };
}
