import { markWords, otherLayout, plainWords } from '../../search/index.ts';
import { may, type Right } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { settingsNav } from '../settings-nav.ts';
import type { Viewer } from '../viewer.ts';

/** Pages and what one may begin there; without a right: everybody's. Their words are `panel:search.places.<id>`. */
const places: { id: string; href: string; icon: string; right?: Right }[] = [
  { id: 'newContact', href: '/contacts/new', icon: 'plus', right: 'create' },
  { id: 'newDeal', href: '/deals/new', icon: 'plus', right: 'create' },
  { id: 'newTask', href: '/tasks/new', icon: 'plus', right: 'write' },
  { id: 'inbox', href: '/inbox', icon: 'messages' },
  { id: 'waiting', href: '/inbox?view=waiting', icon: 'messages' },
  { id: 'contacts', href: '/contacts', icon: 'address-book' },
  { id: 'duplicates', href: '/contacts/duplicates', icon: 'address-book', right: 'delete' },
  { id: 'trash', href: '/contacts/trash', icon: 'trash', right: 'delete' },
  { id: 'deals', href: '/deals', icon: 'briefcase' },
  { id: 'tasks', href: '/tasks', icon: 'circle-check' },
  { id: 'feed', href: '/tasks/feed', icon: 'player-play', right: 'write' },
  { id: 'flows', href: '/flows', icon: 'route' },
  { id: 'messengers', href: '/messengers', icon: 'plug-connected' },
];

/** How many are offered before anything is typed. */
const offered = 8;
const most = 5;

/** The pages and actions whose names have all words of a query, also typed on the other keyboard; the most useful ones for no query. */
export function findPlaces(viewer: Viewer, q: string) {
  const all = [...ownPlaces(viewer), ...settingsNav(viewer, '').map(({ href, icon, label }) => ({ href, icon, label }))];
  if (q === '') return all.slice(0, offered).map(place => present(place, ''));
  const fitting = [q, otherLayout(q)].flatMap(words =>
    words ? [{ words, found: all.filter(({ label }) => fits(label, words)) }] : [],
  );
  const { words = q, found = [] } = fitting.find(({ found: some }) => some.length > 0) ?? {};
  return found.slice(0, most).map(place => present(place, words));
}

const present = ({ href, icon, label }: { href: string; icon: string; label: string }, words: string) => ({
  href,
  icon,
  title: markWords(label, words),
});

function ownPlaces({ language, staff }: Viewer) {
  return places
    .filter(({ right }) => right === undefined || (staff !== undefined && may(staff, right)))
    .map(({ id, href, icon }) => ({ href, icon, label: t(language, `panel:search.places.${id}`) }));
}

function fits(label: string, q: string): boolean {
  const own = plainWords(label);
  const words = plainWords(q);
  return words.length > 0 && words.every(word => own.some(one => one.startsWith(word)));
}
