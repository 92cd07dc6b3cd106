import { addToList, type Segment, saveSegment } from '../../../src/segments/index.ts';
import type { Customer } from './customer.ts';

interface SegmentMeans {
  by: string;
  now: Date;
  timeZone: string;
}

export interface Segments {
  bought: Segment;
  neighbours: Segment;
}

/** What the marketer of the firm has put together: by fields, by silence, by dates, by purchases, by hand, and of one another. */
export async function makeSegments({ by, now }: { by: string; now: Date }): Promise<Segments> {
  const make = (input: Pick<Parameters<typeof saveSegment>[0], 'name' | 'description' | 'kind' | 'rule'>) =>
    saveSegment({ ...input, by, now });

  const silent = await make({
    name: 'Молчат 30 дней',
    description: 'Писали нам, но за последние 30 дней от них ни слова.',
    kind: 'rule',
    rule: { field: 'messages.lastIn', op: 'olderThan', value: '30d' },
  });
  const bought = await make({
    name: 'Наши заказчики',
    description: 'Хотя бы один заказ, до программы или в ней.',
    kind: 'rule',
    rule: { field: 'orders.count', op: 'gte', value: 1 },
  });
  await make({
    name: 'Заказывали дважды и больше',
    kind: 'rule',
    rule: { field: 'orders.count', op: 'gte', value: 2 },
  });
  await make({
    name: 'Ванная, готовы обсуждать',
    description: 'Хотят ванную, тёплые или горячие, открытая сделка уже есть.',
    kind: 'rule',
    rule: {
      all: [
        { field: 'contact.tags', op: 'has', value: 'ванная' },
        { field: 'contact.temperature', op: 'in', value: ['warm', 'hot'] },
        { field: 'deals.open', op: 'gte', value: 1 },
      ],
    },
  });
  await make({
    name: 'День рождения в ближайшие две недели',
    kind: 'rule',
    rule: { field: 'contact.birthday', op: 'anniversaryWithin', value: '14d' },
  });
  await make({
    name: 'Дорожим: RFM и класс A',
    description: 'Лучшие и верные по RFM, а ещё все, кто принёс первые 80 % денег.',
    kind: 'rule',
    rule: {
      any: [
        { field: 'rfm.group', op: 'in', value: ['champions', 'loyal'] },
        { field: 'abc', op: 'eq', value: 'A' },
      ],
    },
  });
  await make({
    name: 'Вернуть: заказывали и молчат',
    description: 'Из «Наших заказчиков» те, кто в «Молчат 30 дней».',
    kind: 'rule',
    rule: {
      all: [
        { field: 'segment', op: 'hasAll', value: [bought.id, silent.id] },
        { field: 'reachable', op: 'hasAny', value: ['telegram', 'vk'] },
      ],
    },
  });
  const neighbours = await make({
    name: 'Соседи из ЖК «Примерный»',
    description: 'Список собран руками на дне открытых дверей.',
    kind: 'list',
  });
  return { bought, neighbours };
}

/** Puts those on the list who came to the open day. */
export async function fillList({ id }: Segment, customers: readonly Customer[], means: SegmentMeans): Promise<void> {
  const theirs = customers.filter(({ person }) => person.number % 11 === 4).map(({ contact }) => contact);
  if (theirs.length > 0) await addToList(id, theirs, means);
}
