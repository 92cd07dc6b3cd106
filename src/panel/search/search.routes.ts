import { type Response, Router } from 'express';
import { z } from 'zod';
import { findEverything, indexProgress, type Seeker } from '../../search/index.ts';
import { may } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { renderPage, renderPart } from '../render.ts';
import { staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { loadFoundAround } from './load-around.ts';
import { findPlaces } from './places.ts';
import { presentFound } from './present-found.ts';

const searchQuery = z.object({ q: z.string().trim().max(200).catch('') });

/** Search from anywhere: what the palette shows as one types, and the same as a page for browsers without scripts. */
export function searchRoutes(): Router {
  const router = Router();

  router.get('/search', async (req, res) => {
    const { q } = searchQuery.parse(req.query);
    const results = await loadResults(res, q);
    if (req.get('hx-request')) return renderPart(res, 'search/results', results);
    renderPage(res, 'search', { title: t(viewerOf(res).language, 'panel:search.title'), results });
  });

  return router;
}

async function loadResults(res: Response, q: string) {
  const viewer = viewerOf(res);
  const staff = staffOf(res);
  const seeker: Seeker = { id: staff.id, role: staff.role, seesAll: may(staff, 'seeAll'), seesPhones: may(staff, 'seePhones') };
  const words = (key: string, values = {}) => t(viewer.language, `panel:search.${key}`, values);
  const places = findPlaces(viewer, q);
  if (q === '') return { q, groups: [{ id: 'places', title: words('kinds.places'), rows: places }] };
  const [found, behind] = await Promise.all([findEverything(q, seeker), indexProgress()]);
  const groups = [
    ...(found ? presentFound(viewer, found, { q, around: await loadFoundAround(found) }) : []),
    ...(places.length > 0 ? [{ id: 'places', title: words('kinds.places'), rows: places }] : []),
  ];
  return {
    q,
    groups,
    count: groups.reduce((sum, { rows }) => sum + rows.length, 0),
    ...(found?.instead && { instead: words('instead', { words: found.instead }) }),
    ...(behind !== undefined && { behind: words('behind', { percent: behind }) }),
    ...(groups.length === 0 && {
      empty: { title: words(found ? 'nothing' : 'tooShort'), text: words(found ? 'nothingText' : 'tooShortText') },
    }),
  };
}
