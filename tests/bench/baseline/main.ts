/**
 * The measure that the corridor is held against: a telegraf bot with the questionnaire of `flows/lead.yaml` as a WizardScene, its session in
 * MongoDB and each message written to a collection, as a developer would write it in an afternoon. Not part of the program.
 */

import express from 'express';
import { MongoClient } from 'mongodb';
import { Markup, type MiddlewareFn, Scenes, session, Telegraf } from 'telegraf';

interface Draft {
  name: string;
  phone: string;
  service: string;
  area: number;
  budget: string;
}
interface WizardSession extends Scenes.WizardSessionData {
  draft: Partial<Draft>;
}
type Context = Scenes.WizardContext<WizardSession>;

const { TELEGRAM_TOKEN = '', TELEGRAM_API_ROOT = '', MONGODB_URI = '', TRANSPORT = 'polling' } = process.env;
const client = await MongoClient.connect(MONGODB_URI);
const db = client.db();
const messages = db.collection('messages');
const leads = db.collection('leads');
const sessions = db.collection<{ _id: string; session: unknown }>('sessions');
await messages.createIndex({ chat: 1, at: 1 });

const bot = new Telegraf<Context>(TELEGRAM_TOKEN, { telegram: { apiRoot: TELEGRAM_API_ROOT, webhookReply: false } });

const sessionStore = {
  get: async (key: string) => (await sessions.findOne({ _id: key }))?.session as Scenes.WizardSession<WizardSession> | undefined,
  set: async (key: string, value: unknown) =>
    void (await sessions.updateOne({ _id: key }, { $set: { session: value } }, { upsert: true })),
  delete: async (key: string) => void (await sessions.deleteOne({ _id: key })),
};

const text = (ctx: Context) =>
  ctx.message && 'text' in ctx.message
    ? ctx.message.text
    : ctx.callbackQuery && 'data' in ctx.callbackQuery
      ? ctx.callbackQuery.data
      : '';

async function say(ctx: Context, words: string, extra?: Parameters<Context['reply']>[1]) {
  const sent = await ctx.reply(words, extra);
  await messages.insertOne({ chat: sent.chat.id, direction: 'out', text: words, at: new Date() });
}
const buttons = (...labels: string[]) =>
  Markup.inlineKeyboard(
    labels.map(label => Markup.button.callback(label, label)),
    { columns: 1 },
  );

const wizard = new Scenes.WizardScene<Context>(
  'lead',
  async ctx => {
    await say(ctx, 'Здравствуйте! Поможем с ремонтом.');
    await say(ctx, 'Можно сохранить ваши ответы?', buttons('Согласен', 'Не согласен'));
    return ctx.wizard.next();
  },
  async ctx => {
    if (text(ctx) !== 'Согласен') return ctx.scene.leave();
    await say(ctx, 'Как к вам обращаться?');
    return ctx.wizard.next();
  },
  async ctx => {
    ctx.scene.session.draft = { name: text(ctx) };
    await say(ctx, 'Телефон для связи?');
    return ctx.wizard.next();
  },
  async ctx => {
    ctx.scene.session.draft.phone = text(ctx).replace(/\D/g, '');
    await say(ctx, 'Что нужно сделать?', buttons('Ванная', 'Квартира под ключ'));
    return ctx.wizard.next();
  },
  async ctx => {
    ctx.scene.session.draft.service = text(ctx);
    await say(ctx, 'Сколько квадратных метров?');
    return ctx.wizard.next();
  },
  async ctx => {
    ctx.scene.session.draft.area = Number(text(ctx));
    await say(ctx, 'Какой бюджет?', buttons('До 500 тысяч', 'Больше'));
    return ctx.wizard.next();
  },
  async ctx => {
    ctx.scene.session.draft.budget = text(ctx);
    const { draft } = ctx.scene.session;
    await say(
      ctx,
      `Проверьте: ${draft.name}, ${draft.phone}, ${draft.service}, ${draft.area} м². Всё верно?`,
      buttons('Да', 'Нет'),
    );
    return ctx.wizard.next();
  },
  async ctx => {
    if (text(ctx) === 'Да') await leads.insertOne({ ...ctx.scene.session.draft, chat: ctx.chat?.id, at: new Date() });
    await say(ctx, 'Спасибо! Менеджер свяжется с вами.');
    return ctx.scene.leave();
  },
);

const writeDown: MiddlewareFn<Context> = async (ctx, next) => {
  await messages.insertOne({ chat: ctx.chat?.id, direction: 'in', text: text(ctx), at: new Date() });
  await next();
};
const answerPress: MiddlewareFn<Context> = async (ctx, next) => {
  if (ctx.callbackQuery) await ctx.answerCbQuery();
  await next();
};

bot.use(writeDown, answerPress, session({ store: sessionStore }), new Scenes.Stage<Context>([wizard]).middleware());
bot.start(ctx => ctx.scene.enter('lead'));
bot.catch(error => console.error(error));

if (TRANSPORT === 'webhook') {
  const app = express();
  app.use(bot.webhookCallback('/telegram'));
  const server = app.listen(0, '127.0.0.1', async () => {
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await bot.telegram.setWebhook(`http://127.0.0.1:${port}/telegram`);
    process.send?.('ready');
  });
} else {
  bot.launch(() => process.send?.('ready')).catch(error => console.error(error));
}
