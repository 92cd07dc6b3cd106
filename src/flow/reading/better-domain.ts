import { isOneSlip } from './one-slip.ts';

/** Mailboxes that most people here have; an address one slip away from these is asked about. */
const wellKnown =
  'gmail.com yandex.ru ya.ru mail.ru bk.ru list.ru inbox.ru internet.ru xmail.ru rambler.ru lenta.ru autorambler.ru icloud.com me.com outlook.com hotmail.com live.com yahoo.com yandex.com yandex.by yandex.kz yandex.ua proton.me protonmail.com vk.com tut.by ukr.net aol.com gmx.de gmx.net web.de mail.com googlemail.com'.split(
    ' ',
  );

/** Domains that people write and do not mean, further than one slip from what they mean. */
const meant: Readonly<Record<string, string>> = {
  'gmail.ru': 'gmail.com',
  'gmail.co': 'gmail.com',
  'gmail.cm': 'gmail.com',
  'gamil.ru': 'gmail.com',
  'gmail.com.ru': 'gmail.com',
  'google.com': 'gmail.com',
  'jmail.ru': 'gmail.com',
  'hotmail.ru': 'hotmail.com',
  'icloud.ru': 'icloud.com',
  'outlook.ru': 'outlook.com',
  'yahoo.ru': 'yahoo.com',
  'meil.ru': 'mail.ru',
  'mayl.ru': 'mail.ru',
  'male.ru': 'mail.ru',
  'ma.ru': 'mail.ru',
  'yandeks.ru': 'yandex.ru',
  'jandex.ru': 'yandex.ru',
  'iandex.ru': 'yandex.ru',
  'yandex.com.ru': 'yandex.ru',
  'ya.ry': 'ya.ru',
  'bk.ry': 'bk.ru',
  'ya.com': 'ya.ru',
  mailru: 'mail.ru',
  gmailcom: 'gmail.com',
  yandexru: 'yandex.ru',
  'майл.ру': 'mail.ru',
  'мэйл.ру': 'mail.ru',
  'мейл.ру': 'mail.ru',
  'маил.ру': 'mail.ru',
  'яндекс.ру': 'yandex.ru',
  'гмайл.ком': 'gmail.com',
  'гмейл.ком': 'gmail.com',
  'джимейл.ком': 'gmail.com',
};
/** Endings of domains that are slips whatever stands before them. */
const endings: readonly (readonly [slip: RegExp, meant: string])[] = [
  [/\.(?:con|cpm|cmo|comm|vom|xom|ocm|cim|c0m|coom|ком|com\.ru)$/, '.com'],
  [/\.(?:ry|rj|tu|rru|ruu|eu\.ru|ру|ri)$/, '.ru'],
  [/\.(?:nte|met|ner|nett)$/, '.net'],
  [/\.(?:rog|ogr|orgg)$/, '.org'],
];
/** The domain that was probably meant: the same one where it looks right. */
export function betterDomain(domain: string): string {
  if (wellKnown.includes(domain)) return domain;
  if (Object.hasOwn(meant, domain)) return meant[domain] ?? domain;
  const near = wellKnown.find(known => known.length > 5 && isOneSlip(domain, known));
  if (near) return near;
  for (const [slip, end] of endings) if (slip.test(domain)) return betterDomain(domain.replace(slip, end));
  return domain;
}
