import { occurrencesOf } from '../../../src/broadcasts/index.ts';
import { settleOrders } from '../../../src/deals/index.ts';
import type { Logger } from '../../../src/lib/logger.ts';
import { addDays, instantOf, zonedTime } from '../../../src/lib/zoned-time.ts';
import { createAttribution } from '../../../src/links/index.ts';
import { refreshTraits } from '../../../src/segments/index.ts';
import type { Accounts } from '../people/person.ts';
import type { Office } from '../seed/office.ts';
import { switchOnChains } from './chains.ts';
import type { Customer } from './customer.ts';
import { draft, launch, mailings } from './mailings.ts';
import { createPastProgram, type PastProgram } from './past-program.ts';
import { type ReactMeans, react } from './react.ts';
import type { Segments } from './segments.ts';
import { whatBecame } from './what-became.ts';

export interface Weeks {
  customers: readonly Customer[];
  segments: Segments;
  office: Office;
  accounts: Accounts;
  /** Who sends mailings. */
  by: string;
  timeZone: string;
  publicUrl: string;
  /** As in `PastProgramOptions`. */
  secret: string;
  now: Date;
  log: Logger;
}

/** So many days ago. */
const ago = { begins: 24, digest: 20, bathroom: 10, checkUp: 6 } as const;

const hourMs = 60 * 60_000;

const answersToOffer = [
  ['Хочу замер', 'Записала вас на замер, он бесплатный. Четверг после шести подойдёт?'],
  ['А если ванна 3 метра, скидка тоже действует?', 'Да, от площади не зависит. Пришлите фото, посчитаем.'],
  ['Здравствуйте, а рассрочка со скидкой складывается?', 'Складывается: половина сразу, остальное по этапам.'],
  ['Хочу замер', 'Отлично! Мастер свободен в субботу с утра, подойдёт?'],
  ['Спасибо, нам пока не нужно, но запомню', 'Хорошо! Будем рады, когда понадобится.'],
] as const;
const answersToDigest = [
  ['Красиво! А сколько вышла кухня?', 'Работы 410 тысяч, материалы заказчик выбирал сам. Посчитать вашу?'],
  ['Спасибо, про затирку полезно', 'Рады, что пригодилось!'],
] as const;
const answersToCheckUp = [
  ['Всё в порядке', 'Рады слышать, спасибо!'],
  ['Пригласить мастера', 'Передала мастеру, он позвонит сегодня и договорится о времени.'],
  ['Шов у ванны чуть потемнел', 'Приедем и обновим, это по гарантии. Когда удобно?'],
] as const;

/** Lives through the last weeks once more, with the program's own parts: chains go on, mailings go out, people react. */
export async function relive(weeks: Weeks): Promise<void> {
  const { customers, segments, office, accounts, by, timeZone, publicUrl, secret, now, log } = weeks;
  const at = (daysAgo: number, hour: number, minute = 0) =>
    instantOf(addDays(zonedTime(now, timeZone).day, -daysAgo), { hour, minute }, timeZone);
  const past = createPastProgram({
    ...{ begins: at(ago.begins, 9), accounts, timeZone, publicUrl, secret, log },
    answer: (address, key) => whatBecame(address, { key, customers: byChat, now: past.clock.now() }),
  });
  const attribution = createAttribution({ clock: past.clock });
  const byChat = new Map(customers.map(customer => [customer.person.address.chat, customer]));
  const byContact = new Map(customers.map(customer => [customer.contact, customer]));
  const means: ReactMeans = { past, customers: byContact, office, now, answers: answersToOffer };
  // Whoever had not come yet by then is in no audience.
  const meet = (until: Date) => refreshTraits(customers.flatMap(({ contact, cameAt }) => (cameAt < until ? [contact] : [])));
  let digest = '';
  const read = new Set<string>();
  const send = (id: string) => launch(id, { by, work: past.work, means: past.means() });

  try {
    await attribution.work();
    await switchOnChains({ by, now: past.clock.now() });
    await passDays(past, { now, timeZone }, async daysAgo => {
      await meet(at(daysAgo, 0));
      if (daysAgo === ago.digest) await digestBegins();
      // Who leaves by it gets no other advertising.
      if (daysAgo < ago.digest) await digestIsRead();
      if (daysAgo === ago.bathroom) await offerIsTried();
      if (daysAgo === ago.checkUp) await checkUpIsOffered();
    });
    past.clock.moveTo(now);
    await settleOrders(now);
    await meet(now);
    await past.work();
    await attribution.work();
    await meet(now);
    await draft(mailings.warmFloor({ segments }), { by, now: new Date(now.getTime() - 2 * hourMs) });
    // Its first tick lets the program begin with it.
    await send(await draft(mailings.openDay(), { by, now }));
  } finally {
    await past.stop();
  }

  async function digestBegins() {
    const { day } = zonedTime(past.clock.now(), timeZone);
    // Two days later for the first time, and next time not today.
    const weekday = ((new Date(day).getUTCDay() + 1) % 7) + 1;
    digest = await draft(mailings.digest({ day, weekday }), { by, now: past.clock.now() });
    await send(digest);
  }

  /** Yesterday's, in the morning. */
  async function digestIsRead() {
    const { broadcasts } = await occurrencesOf(digest, { page: 1, perPage: 10 });
    const [latest] = broadcasts.filter(({ id }) => !read.has(id));
    if (!latest) return;
    read.add(latest.id);
    const reaction = { clicks: [0.31, 0.14], replies: 0.03, leaves: 0.015, deals: 0, won: 0 };
    await react(latest.id, reaction, { ...means, answers: answersToDigest });
  }

  async function offerIsTried() {
    const id = await draft(mailings.bathroom({ at: at(ago.bathroom, 11) }), { by, now: past.clock.now() });
    await send(id);
    const deal = { title: 'Ванная под ключ, акция 15 %', amounts: [165_000, 340_000] as const };
    past.clock.moveTo(at(ago.bathroom, 11));
    await past.work();
    await react(id, { wording: 'a', clicks: [0.16], replies: 0.1, leaves: 0.05, deals: 0.06, won: 0.5 }, { ...means, deal });
    await react(id, { wording: 'b', clicks: [0.52], replies: 0.24, leaves: 0.02, deals: 0.17, won: 0.6 }, { ...means, deal });
    past.clock.moveTo(at(ago.bathroom, 15, 30));
    await past.work();
    await react(id, { clicks: [0.34], replies: 0.14, leaves: 0.01, deals: 0.1, won: 0.5 }, { ...means, deal });
  }

  async function checkUpIsOffered() {
    const id = await draft(mailings.checkUp({ at: at(ago.checkUp, 12, 30), segments }), { by, now: past.clock.now() });
    await send(id);
    past.clock.moveTo(at(ago.checkUp, 12, 31));
    await past.work();
    await react(id, { clicks: [], replies: 0.45, leaves: 0, deals: 0, won: 0 }, { ...means, answers: answersToCheckUp });
  }
}

/** Day after day, a few looks a day. */
async function passDays(
  past: PastProgram,
  { now, timeZone }: { now: Date; timeZone: string },
  onDay: (daysAgo: number) => Promise<void>,
): Promise<void> {
  const today = zonedTime(now, timeZone).day;
  for (let daysAgo = ago.begins; daysAgo >= 0; daysAgo--) {
    const day = addDays(today, -daysAgo);
    for (const hour of [10, 12, 18]) {
      const moment = instantOf(day, { hour, minute: hour === 18 ? 0 : 1 }, timeZone);
      if (moment > now) continue;
      past.clock.moveTo(moment);
      if (hour === 10) await onDay(daysAgo);
      await (hour === 10 ? past.goOn() : past.work());
    }
  }
}
