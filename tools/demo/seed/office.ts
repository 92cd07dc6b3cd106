import type { StaffMember } from '../../../src/conversations/index.ts';
import { questionsForPeople } from '../customers/words.ts';
import type { Talk } from './begin-talk.ts';

/** The people of the invented firm; the first one is whoever looks at the demo. */
export type Office = readonly [StaffMember, ...StaffMember[]];

const greetings = [
  'Здравствуйте, {{клиент}}! Меня зовут {{я}}, помогу с ремонтом.',
  '{{клиент}}, добрый день! Это {{я}}, «Тёплый дом».',
  'Добрый день! {{я}} на связи. Сейчас посмотрю.',
] as const;
const toPlans = [
  'По картинке понятно, спасибо. Точную цену скажем после замера, он бесплатный.',
  'Спасибо, вижу. Ориентировочно три недели работы, смету пришлю сегодня.',
  'Хорошая планировка. Когда можно подъехать на замер?',
] as const;
const toLeads = [
  'Вашу заявку вижу. Замер бесплатный, займёт минут сорок. Когда вам удобно?',
  'Считаю по вашим ответам, выходит близко к цене от бота. Когда можно подъехать на замер?',
  'Заявка у меня. Подскажите, дом новый или вторичка?',
] as const;
const toComplaints = [
  'Очень жаль, что так вышло. Мастер приедет и всё поправит за наш счёт. Когда вам удобно?',
  'Спасибо, что сказали. Разберусь сегодня и сразу вам напишу.',
] as const;
const agreements = [
  'Завтра после шести можно?',
  'Давайте в субботу с утра',
  'Отлично, спасибо! Жду звонка',
  'А в четверг сможете?',
  'Хорошо, посоветуюсь дома и напишу',
  'Понятно, спасибо большое!',
  'Меня устраивает',
] as const;
const closings = [
  'Записываю на субботу, 11:00. Накануне напомню.',
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
  talk.replies(staff, answerTo(talk));
}

/** The talk goes to and fro until things are agreed on. */
export async function agrees(talk: Talk, staff: StaffMember): Promise<void> {
  const { random } = talk;
  await talk.waits(random.int(60, 1800));
  await talk.says(random.pick(agreements));
  await talk.waits(random.int(60, 900));
  talk.replies(staff, random.pick(closings));
  fillCard(talk, staff);
  talk.doesTasks(staff);
  talk.movesDeal(random.chance(0.15) ? 'won' : 'in-work');
  if (!random.chance(0.5)) return;
  await talk.waits(random.int(20, 300));
  await talk.says(random.pick(['Спасибо!', 'Хорошо', 'До встречи', '👍', 'Благодарю, очень выручили']));
}

/** The master calls who left their number, within the hour or two that were promised; not everybody still wants it. */
export async function callsBack(talk: Talk, staff: StaffMember): Promise<void> {
  await talk.waits(talk.random.int(600, 9000));
  talk.doesTasks(staff);
  talk.movesDeal(talk.random.chance(0.75) ? 'in-work' : 'lost');
}

/** What came up in the talk, or on the phone, goes onto the card. */
function fillCard(talk: Talk, staff: StaffMember): void {
  const { random, person } = talk;
  const { firstName, lastName, city, email } = person;
  const tag = random.pick(['замер', 'смета отправлена', 'ждёт ключи', 'договор', 'повторный']);
  talk.writesCard(staff, {
    ...(random.chance(0.8) && { city }),
    ...(random.chance(0.45) && { email }),
    ...(random.chance(0.3) && { birthday: `${random.int(1, 28)}.${random.int(1, 12)}.${random.int(1958, 2001)}` }),
    ...(random.chance(0.1) && { company: 'ООО «Пример»' }),
    ...(!talk.record.contact.name && { name: `${firstName} ${lastName}` }),
    ...(random.chance(0.6) && { tags: [...talk.record.contact.tags, tag] }),
  });
}

/** What fits to what the customer came with. */
function answerTo({ record, random }: Talk): string {
  const said = record.messages.filter(({ author }) => author.kind === 'customer');
  const question = questionsForPeople.find(({ ask }) => said.some(({ text }) => text === ask));
  if (question) return question.answer;
  if (record.contact.tags.includes('недоволен')) return random.pick(toComplaints);
  return random.pick(said.some(({ attachments }) => attachments) ? toPlans : toLeads);
}

/** Who answers for the customer; where nobody does yet, whoever has time. */
export function whoServes({ record, random }: Talk, office: Office): StaffMember {
  const anybody = office[random.int(0, office.length - 1)] ?? office[0];
  return office.find(({ id }) => id === record.contact.owner) ?? anybody;
}

/** New customers are shared out among the colleagues. */
export function ownerOf(number: number, [me, ...colleagues]: Office): StaffMember {
  return colleagues[number % colleagues.length] ?? me;
}

function fill(text: string, { person }: Talk, staff: StaffMember): string {
  return text.replace('{{клиент}}', person.firstName).replace('{{я}}', staff.name.split(' ')[0] ?? staff.name);
}
