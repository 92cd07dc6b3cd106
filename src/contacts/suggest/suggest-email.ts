const providers = [
  'gmail.com',
  'mail.ru',
  'yandex.ru',
  'ya.ru',
  'bk.ru',
  'inbox.ru',
  'list.ru',
  'rambler.ru',
  'icloud.com',
  'outlook.com',
  'hotmail.com',
  'yahoo.com',
  'internet.ru',
  'vk.com',
  'proton.me',
  'protonmail.com',
  'mail.com',
  'ymail.com',
  'yandex.com',
  'yandex.by',
  'yandex.kz',
  'me.com',
  'live.com',
  'live.ru',
  'msn.com',
  'googlemail.com',
  'narod.ru',
  'xmail.ru',
  'tut.by',
  'ukr.net',
  'gmx.de',
  'gmx.com',
  'web.de',
  'email.com',
  'aol.com',
];
/** Worth suggesting: the others of the list are only known to be right. */
const common = [
  'gmail.com',
  'mail.ru',
  'yandex.ru',
  'rambler.ru',
  'icloud.com',
  'outlook.com',
  'hotmail.com',
  'yahoo.com',
  'inbox.ru',
  'protonmail.com',
];

/** An address whose domain looks like a slip of a common provider's: `anna@gmial.com` is `anna@gmail.com`. */
export function suggestEmail(email: string): string | undefined {
  const [, local = '', domain = ''] = /^(.+)@([^@]+)$/.exec(email) ?? [];
  if (!domain || providers.includes(domain)) return undefined;
  const near = common.map(other => ({ other, distance: slips(domain, other) })).toSorted((a, b) => a.distance - b.distance);
  const [best, next] = near;
  // One slip in a short domain may be another firm's name, and two candidates are none.
  const most = (best?.other.length ?? 0) > 8 ? 2 : 1;
  return best && best.distance <= most && best.distance < (next?.distance ?? 9) ? `${local}@${best.other}` : undefined;
}

/** Letters left out, put in, mistaken or swapped with their neighbour (optimal string alignment). */
export function slips(one: string, two: string): number {
  const rows = [Array.from({ length: two.length + 1 }, (_, i) => i)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= two.length; j++) {
      const cost = one[i - 1] === two[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && one[i - 1] === two[j - 2] && one[i - 2] === two[j - 1];
      row.push(
        Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + cost,
          swapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(one.length, two.length);
}
