import type { Answer, CompiledFlow, Effect, Position } from '../../flow/index.ts';
import type { Capabilities, MessengerName } from '../../messages/index.ts';
import { t } from '../../texts/index.ts';
import { presentMessengerMark } from '../present-messenger.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';
import { describeEffect, valueWords } from './describe-effect.ts';
import type { Held, Turn } from './hold-conversation.ts';
import { type ShownMessage, type ShownPart, showMessage } from './show-message.ts';
import type { Happening } from './simulation.ts';

/** A line of the chat: a bubble of either side, or a small note between them. */
type ChatLine = { bot: ShownPart } | { customer: string; icon?: string } | { note: string; icon: string };

interface Subject {
  held: Held;
  flow: Pick<CompiledFlow, 'title'>;
  messenger: MessengerName;
  capabilities: Capabilities;
}

/** The simulated chat as the messenger would show it, and beside it what is known of the customer so far. */
export function presentSimulation(viewer: Viewer, { held, flow, messenger, capabilities }: Subject) {
  const text = (key: string, values = {}) => t(viewer.language, `panel:flows.chat.${key}`, values);
  const chat = tell(held.turns, { viewer, messenger, capabilities });
  const { position, queue, now } = held;
  return {
    title: flow.title,
    messenger,
    [`is_${messenger}`]: true,
    lines: chat.lines,
    keyboard: chat.keyboard,
    begun: held.turns.length > 0,
    step: position?.step,
    held: queue === undefined ? undefined : text('held', { queue }),
    ended: held.turns.length > 0 && !position && queue === undefined,
    now: presentTime(viewer, now),
    wakes: position?.wakeAt && wakes(text, now, new Date(position.wakeAt)),
    answers: answersOf(position).map(({ step, text: words, value }) => ({ step, words: words || valueWords(value) })),
    card: cardOf(held, text),
  };
}

function tell(turns: readonly Turn[], around: { viewer: Viewer; messenger: MessengerName; capabilities: Capabilities }) {
  const { viewer, messenger, capabilities } = around;
  const text = (key: string, values = {}) => t(viewer.language, `panel:flows.chat.${key}`, values);
  const done = (key: string, values = {}) => text(`done.${key}`, values);
  const lines: ChatLine[] = [];
  let keyboard: ShownMessage['keyboard'];
  for (const { happened, at, answers, isHeld } of turns) {
    if (happened.kind === 'pass') {
      for (const answer of answers)
        lines.push({ note: presentTime(viewer, answer.at).words, icon: 'clock' }, ...said(answer.effects));
      lines.push({ note: text('passed', { time: presentTime(viewer, at).words }), icon: 'hourglass' });
      continue;
    }
    lines.push(customerLine(happened, text));
    // Keys are shown once, in Telegram and in VK.
    if (happened.kind !== 'giveBack') keyboard = undefined;
    if (isHeld) lines.push({ note: text('silent'), icon: 'user' });
    for (const { effects } of answers) lines.push(...said(effects));
  }
  return { lines, keyboard };

  function said(effects: Turn['answers'][number]['effects']): ChatLine[] {
    return endingsLast(effects).flatMap((effect): ChatLine[] => {
      if (effect.kind !== 'say') {
        const moment = (iso: string) => presentTime(viewer, new Date(iso)).words;
        return describeEffect(effect, done, moment).map(note => ({ note, icon: 'bolt' }));
      }
      const shown = showMessage(effect.message, messenger, capabilities);
      if (shown.removesKeyboard) keyboard = undefined;
      if (shown.keyboard) keyboard = shown.keyboard;
      const notes = shown.fitted.map(key => ({
        note: text(`fitted.${key}`, { count: shown.parts.length, messenger: presentMessengerMark(viewer, messenger).label }),
        icon: 'info-circle',
      }));
      return [...shown.parts.map(bot => ({ bot })), ...notes];
    });
  }
}

/** The engine writes down the end of a run before the words that it ends with. */
function endingsLast(effects: readonly Effect[]): Effect[] {
  const ends = (effect: Effect) => effect.kind === 'run' && effect.run.outcome !== 'switched';
  return [...effects.filter(effect => !ends(effect)), ...effects.filter(ends)];
}

type Text = (key: string, values?: Record<string, unknown>) => string;

function customerLine(happened: Exclude<Happening, { kind: 'pass' }>, text: Text): ChatLine {
  switch (happened.kind) {
    case 'start':
      return { customer: text('started'), icon: 'player-play' };
    case 'text':
      return { customer: happened.text };
    case 'press':
      return { customer: happened.label };
    case 'contact':
      return { customer: text(happened.own ? 'ownContact' : 'foreignContact'), icon: 'phone' };
    case 'location':
      return { customer: text('location'), icon: 'map-pin' };
    case 'media':
      return { customer: text(`media.${happened.what}`), icon: 'paperclip' };
    case 'sticker':
      return { customer: text('sticker') };
    case 'giveBack':
      return { note: text('gaveBack'), icon: 'user' };
  }
}

/** How long until the run does something by itself. */
function wakes(text: Text, now: Date, at: Date) {
  const ms = Math.max(1, at.getTime() - now.getTime());
  const minutes = Math.ceil(ms / 60_000);
  const [count, unit] =
    minutes < 90
      ? [minutes, 'minutes']
      : minutes < 48 * 60
        ? [Math.round(minutes / 60), 'hours']
        : [Math.round(minutes / 1440), 'days'];
  return { happening: JSON.stringify({ kind: 'pass', ms }), words: text(`in.${unit}`, { count }) };
}

/** Also what the flows that called the present one were told. */
function answersOf(position: Position | undefined): Answer[] {
  return position ? [...(position.callers ?? []).flatMap(({ answers }) => answers), ...position.answers] : [];
}

function cardOf({ card: { contact, deal } }: Held, text: Text) {
  const standard = (['name', 'phone', 'email', 'city', 'birthday', 'company'] as const).flatMap(field =>
    contact[field] ? [{ label: text(`done.fields.${field}`), value: contact[field] }] : [],
  );
  const custom = Object.entries(contact.fields).map(([label, value]) => ({ label, value: valueWords(value) }));
  const score = contact.score === 0 ? [] : [{ label: text('score'), value: String(contact.score) }];
  const deals = deal
    ? [
        {
          label: text('deal'),
          value: `${deal.title} · ${deal.pipeline} / ${deal.stage}${deal.amount === undefined ? '' : ` · ${deal.amount}`}`,
        },
      ]
    : [];
  return { fields: [...standard, ...custom, ...score, ...deals], tags: contact.tags };
}
