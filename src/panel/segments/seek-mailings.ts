import { listBroadcasts, occurrencesOf } from '../../broadcasts/index.ts';
import { asksOfMailings, mailingChoice, traitFields } from '../../segments/index.ts';
import type { Language } from '../../texts/index.ts';

const shown = 50;
/** Of so many repeated mailings what they have become is shown as well. */
const mostRepeated = 3;

/** Mailings whose name has these words, beyond those that a builder offers by itself, behind those that are chosen; all that it offers without words. */
export async function seekMailings(query: string, { chosen, language }: { chosen: string[]; language: Language }) {
  const offered = (await traitFields({ mailings: chosen })).find(({ path }) => asksOfMailings(path))?.choices ?? [];
  const found = query === '' ? offered : await named(query);
  const before = offered.filter(({ value }) => chosen.includes(value) && !found.some(each => each.value === value));
  return [...before, ...found].map(({ value, label }) => ({ value, label: label[language], on: chosen.includes(value) }));
}

async function named(query: string) {
  const page = { page: 1, perPage: shown };
  const { broadcasts } = await listBroadcasts({ query }, page);
  const repeated = broadcasts.filter(({ schedule }) => schedule.kind === 'repeat').slice(0, mostRepeated);
  const become = await Promise.all(repeated.map(({ id }) => occurrencesOf(id, page)));
  return [...broadcasts, ...become.flatMap(each => each.broadcasts)].map(mailingChoice);
}
