import type { StaffMember } from '../../../src/conversations/index.ts';
import type { Random } from '../random.ts';
import type { Talk } from './begin-talk.ts';

/** The people of the invented firm; the first one is whoever looks at the demo. */
export type Office = readonly [StaffMember, ...StaffMember[]];

const greetings = [
  'Здравствуйте, {{клиент}}! Меня зовут {{я}}, помогу с ремонтом.',
  '{{клиент}}, добрый день! Это {{я}}, «Тёплый дом».',
  'Добрый день! {{я}} на связи. Сейчас посмотрю.',
] as const;
const answers = [
  'Замер бесплатный, займёт минут сорок. Когда вам удобно?',
  'Ванная в среднем 18 рабочих дней, если материалы выбраны заранее.',
  'Да, договор, смета и акты — всё официально. Гарантия два года.',
  'По субботам тоже работаем, с десяти до шести.',
  'Черновые материалы закупаем мы, чистовые выбираете вы. С выбором поможем.',
  'По плану вижу: стена между кухней и комнатой, скорее всего, не несущая. Точно скажем после замера.',
] as const;
const agreements = [
  'Завтра после шести можно?',
  'Давайте в субботу с утра',
  'Отлично, спасибо! Жду звонка',
  'А в четверг сможете?',
  'Хорошо, посоветуюсь с мужем и напишу',
  'Поняла, спасибо большое!',
  'Меня устраивает',
] as const;
const closings = [
  'Записал на субботу, 11:00. Накануне напомню.',
  'Договорились! Мастер позвонит за час до приезда.',
  'Спасибо! Если появятся вопросы, пишите сюда.',
  'Смету пришлю завтра до обеда.',
] as const;

/** One of the staff takes the conversation and answers a first time. */
export async function greets(talk: Talk, staff: StaffMember): Promise<void> {
  const { random } = talk;
  await talk.waits(random.int(90, 2400));
  talk.takes(staff);
  await talk.waits(random.int(15, 90));
  talk.replies(staff, fill(random.pick(greetings), talk, staff));
  await talk.waits(random.int(20, 120));
  talk.replies(staff, random.pick(answers));
}

/** The talk goes to and fro until things are agreed on. */
export async function agrees(talk: Talk, staff: StaffMember): Promise<void> {
  const { random } = talk;
  await talk.waits(random.int(60, 1800));
  await talk.says(random.pick(agreements));
  await talk.waits(random.int(60, 900));
  talk.replies(staff, random.pick(closings));
  if (!random.chance(0.5)) return;
  await talk.waits(random.int(20, 300));
  await talk.says(random.pick(['Спасибо!', 'Хорошо', 'До встречи', '👍', 'Благодарю, очень выручили']));
}

export function anybodyOf(office: Office, random: Random): StaffMember {
  return office[random.int(0, office.length - 1)] ?? office[0];
}

function fill(text: string, { person }: Talk, staff: StaffMember): string {
  return text.replace('{{клиент}}', person.firstName).replace('{{я}}', staff.name.split(' ')[0] ?? staff.name);
}
