import { callsOperator } from '../customers/calls-operator.ts';
import type { Story } from '../customers/chat.ts';
import { givesFeedback } from '../customers/gives-feedback.ts';
import { newcomerStories } from '../customers/index.ts';
import { leavesLead } from '../customers/leaves-lead.ts';
import { sendsPlan, sendsVoice } from '../customers/sends-plan.ts';
import { photoCaptions } from '../customers/words.ts';
import { drawFloorPlan } from '../pictures/floor-plan.ts';
import type { Talk } from './begin-talk.ts';
import { agrees, callsBack, greets, type Office, whoServes } from './office.ts';

/** A whole history: what the customer did, and what the firm made of it. */
export type History = (talk: Talk, office: Office) => Promise<void>;

const day = 24 * 60 * 60;
const toPeople: ReadonlySet<Story> = new Set([callsOperator, sendsPlan, sendsVoice]);

/** The usual: somebody comes, tells their story, and people answer where people are wanted; then the bot has the word again. */
export const visits: History = async (talk, office) => {
  const { story } = talk.random.weighted(newcomerStories);
  await story(talk);
  if (toPeople.has(story)) await isServed(talk, office);
  else if (story === leavesLead && talk.random.chance(0.45)) await isServed(talk, office);
  else if (talk.record.tasks.length > 0 && talk.random.chance(0.9)) await callsBack(talk, whoServes(talk, office));
};

/** A customer who was content, or not, and came back weeks later to say so. */
export const comesBack: History = async (talk, office) => {
  await leavesLead(talk);
  await isServed(talk, office);
  await talk.waits(talk.random.int(12, 24) * day);
  talk.movesDeal('won');
  await givesFeedback(talk);
  if (talk.record.conversation.mode === 'queue') await isServed(talk, office);
};

/** Nobody has answered yet. */
export const waits: History = talk => talk.random.pick([callsOperator, sendsPlan, callsOperator, sendsVoice] as const)(talk);

/** In the middle of a talk with one of the staff, whose word was the last. */
export const isInHand: History = async (talk, office) => {
  const staff = whoServes(talk, office);
  await (talk.random.chance(0.5) ? sendsPlan : leavesLead)(talk);
  await greets(talk, staff);
  await talk.waits(talk.random.int(60, 900));
  await talk.says(
    talk.random.pick(['А сколько это выйдет примерно?', 'Можно на этой неделе?', 'Да, всё так', 'Хотим начать в декабре']),
  );
  await talk.waits(talk.random.int(60, 400));
  talk.replies(
    staff,
    talk.random.pick([
      'Считаю, минут через двадцать пришлю.',
      'Да, в пятницу после обеда есть окно.',
      'Уточню у мастера и вернусь.',
    ]),
  );
};

/** In the hands of whoever looks at the demo, and their turn to answer. */
export const awaitsMe: History = async (talk, [me]) => {
  const { random } = talk;
  await leavesLead(talk);
  await greets(talk, me);
  await talk.waits(random.int(60, 900));
  if (random.chance(0.6)) await talk.sendsPhoto(drawFloorPlan(random), random.pick(photoCaptions));
  else await talk.says(random.pick(['Завтра в семь вечера сможете?', 'А демонтаж отдельно?']));
  await talk.waits(random.int(10, 60));
  await talk.says(random.pick(['Подскажите, а что входит в эту цену?', 'Хотим успеть до Нового года. Реально?']));
};

/** Wrote, left, and stopped the bot: what a manager wrote afterwards could not arrive. */
export const isOutOfReach: History = async (talk, office) => {
  const staff = whoServes(talk, office);
  await callsOperator(talk);
  await greets(talk, staff);
  await talk.waits(talk.random.int(600, 6000));
  await talk.blocks();
  await talk.waits(talk.random.int(600, 6000));
  const reason = talk.person.address.messenger === 'vk' ? 'denied' : 'blocked';
  talk.replies(staff, 'Удалось посмотреть смету?', { state: 'failed', attempts: 1, reason });
};

/** The connection broke just when the answer was on its way. */
export const mayHaveArrived: History = async (talk, [me]) => {
  await sendsPlan(talk);
  await greets(talk, me);
  await talk.waits(60);
  talk.replies(me, 'Смета готова, отправляю. Посмотрите, пожалуйста.', {
    state: 'unknown',
    attempts: 1,
    reason: 'no_connection',
  });
};

/** The messenger asked to slow down. */
export const isPutOff: History = async (talk, [me]) => {
  await callsOperator(talk);
  await greets(talk, me);
  await talk.waits(120);
  const retryAt = new Date(talk.now.getTime() + 4 * 60 * 60 * 1000);
  talk.replies(me, 'Напомню: завтра в 11:00 замер.', { state: 'queued', attempts: 0, reason: 'too_many_requests', retryAt });
};

async function isServed(talk: Talk, office: Office): Promise<void> {
  const staff = whoServes(talk, office);
  await greets(talk, staff);
  await agrees(talk, staff);
  await talk.waits(talk.random.int(300, 3600));
  talk.givesBack(staff);
}
