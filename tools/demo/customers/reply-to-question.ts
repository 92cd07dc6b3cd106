import type { Person } from '../people/person.ts';
import type { Random } from '../random.ts';
import type { Asked } from './chat.ts';
import { complaints, praises } from './words.ts';

export type Reply = { kind: 'press'; label: string } | { kind: 'text'; text: string } | { kind: 'phone' };

/** What leads away from an answer, and is pressed only by those whose story says so. */
const aside = /назад|пропустить|другое|спросить|исправить|не даю|не знаю|оператор|заново|^нет/i;

/** What a person of good will answers: reads the words of the question first, then the buttons. */
export function replyToQuestion(asked: Asked, person: Person, random: Random): Reply {
  const labels = asked.labels.filter(label => !aside.test(label));
  const typed = (...texts: [string, ...string[]]): Reply => ({ kind: 'text', text: random.pick(texts) });
  const { text } = asked;
  const { wish } = person;
  if (/обращаться|зовут/i.test(text))
    return typed(person.firstName, `${person.firstName} ${person.lastName}`, `${person.firstName} ${person.lastName}`);
  if (/на какой номер|телефон для связи|ваш телефон/i.test(text)) return givePhone(asked, person, random);
  if (/на какую почту/i.test(text)) return { kind: 'text', text: person.email };
  if (/сколько.*метров|площадь\?/i.test(text)) return typed(wish.area);
  if (/что нам исправить/i.test(text)) return { kind: 'text', text: random.pick(complaints) };
  if (/что понравилось/i.test(text)) return { kind: 'text', text: random.pick(praises) };
  if (/оценк/i.test(text)) return rate(labels, random);
  const wished = asked.labels.find(label => label === wish.service || (/бюджет/i.test(text) && wish.budget.test(label)));
  if (wished !== undefined) return { kind: 'press', label: wished };
  const [first, ...others] = labels;
  if (first !== undefined) return { kind: 'press', label: random.pick([first, ...others]) };
  return typed('Да', 'Пока не знаю, хочу посоветоваться', 'Лучше позвоните, расскажу');
}

/** A number as people write it, each in their own way; by the button where there is one and it is at hand. */
function givePhone({ labels }: Asked, { phone }: Person, random: Random): Reply {
  if (labels.some(label => /отправить мой номер/i.test(label)) && random.chance(0.6)) return { kind: 'phone' };
  const [, a = '', b = '', c = '', d = ''] = /^\+7(\d{3})(\d{3})(\d\d)(\d\d)$/.exec(phone) ?? [];
  const ways = [`+7 ${a} ${b}-${c}-${d}`, `8${a}${b}${c}${d}`, `8 (${a}) ${b}-${c}-${d}`, `${a} ${b} ${c} ${d}`, phone] as const;
  return { kind: 'text', text: random.pick(ways) };
}

function rate(labels: string[], random: Random): Reply {
  const mark = random.weighted([
    { mark: '5', weight: 60 },
    { mark: '4', weight: 22 },
    { mark: '3', weight: 9 },
    { mark: '2', weight: 9 },
  ]).mark;
  const label = labels.find(one => one.includes(mark));
  return label === undefined ? { kind: 'text', text: mark } : { kind: 'press', label };
}
