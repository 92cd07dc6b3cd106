import type { MessageContent } from '../deliveries/index.ts';
import { flowStates } from '../flows/index.ts';
import { type MessengerName, messengerNames } from '../messages/index.ts';
import { automationTemplates as en } from '../texts/en/panel/automation-templates.ts';
import type { Language } from '../texts/index.ts';
import { automationTemplates as ru } from '../texts/ru/panel/automation-templates.ts';
import type { AutomationInput, AutomationStep } from './automation.ts';
import { visitFlows } from './visit-flows.ts';

export const templateIds = ['birthday', 'repeatVisit', 'appointment', 'unfinished', 'noAnswer', 'thanks', 'winBack'] as const;
export type TemplateId = (typeof templateIds)[number];

/** A ready automation. */
export interface AutomationTemplate {
  id: TemplateId;
  /** Its own name and description, in the reader's language. */
  name: string;
  about: string;
  automation: AutomationInput;
  /** Questionnaires that its buttons start: whoever takes it publishes those that are not there (`publishFlows`). */
  flows: { id: string; yaml: string }[];
  /** What has to be chosen before it can be switched on: the trigger's or a step's field. */
  choose: { at: 'trigger' | 'steps'; step?: string; field: string }[];
}

const messengers: MessengerName[] = [...messengerNames];
const always: AutomationInput['reentry'] = { kind: 'always' };

/** The ready automations with their names in a language; what they say to customers is there in both. */
export async function templates(language: Language): Promise<AutomationTemplate[]> {
  const known = new Set((await flowStates()).map(({ id }) => id));
  const words = language === 'ru' ? ru : en;
  return templateIds.map(id => {
    const { name, about } = words[id];
    const { flows = [], choose = [], ...made } = makers[id](words, known);
    return { id, name, about, automation: { name, ...made }, flows, choose };
  });
}

type Made = Omit<AutomationInput, 'name'> & Partial<Pick<AutomationTemplate, 'flows' | 'choose'>>;
type Words = typeof ru | typeof en;

const makers: Record<TemplateId, (words: Words, known: ReadonlySet<string>) => Made> = {
  birthday: ({ birthday }) => ({
    trigger: { kind: 'date', field: 'birthday', days: 0, time: '10:00', yearly: true },
    reentry: { kind: 'always', afterDays: 300 },
    steps: [
      message('greeting', say('birthday', 'message'), { advertising: true }),
      { id: 'mark', do: 'tag', add: [birthday.tag], remove: [] },
      { id: 'week', do: 'wait', wait: { kind: 'for', minutes: days(8) } },
      { id: 'unmark', do: 'tag', add: [], remove: [birthday.tag] },
    ],
  }),

  repeatVisit: () => ({
    trigger: { kind: 'dealWon' },
    exitWhen: { field: 'deals.open', op: 'gt', value: 0 },
    // Each visit has a month of its own, and whoever has come since goes by the later one.
    reentry: { kind: 'always', afterDays: 1 },
    steps: [
      { id: 'month', do: 'wait', wait: { kind: 'until', days: 30, time: '11:00' } },
      branch('since', { field: 'deals.lastWonAt', op: 'newerThan', value: '28d' }, [{ id: 'later', do: 'exit' }]),
      message('invitation', say('repeatVisit', 'message'), { advertising: true }),
    ],
  }),

  appointment: ({ appointment }) => ({
    trigger: { kind: 'date', field: '', days: -1, time: '12:00', yearly: false },
    reentry: always,
    steps: [
      { id: 'unmark', do: 'tag', add: [], remove: [appointment.tag] },
      message('reminder', say('appointment', 'message'), {
        priority: 'reminder',
        buttons: [
          [flowButton('appointment', 'confirm', 'visit-confirm')],
          [flowButton('appointment', 'move', 'visit-move'), flowButton('appointment', 'cancel', 'visit-cancel')],
        ],
      }),
    ],
    flows: visitFlows(appointment.tag, { title: { ru: ru.appointment, en: en.appointment }, staff: appointment }),
    choose: [{ at: 'trigger', field: 'field' }],
  }),

  unfinished: ({ unfinished }) => ({
    trigger: { kind: 'flowAbandoned', minutes: 60 },
    reentry: { kind: 'finished', afterDays: 1 },
    steps: [
      message('reminder', say('unfinished', 'message'), {
        priority: 'reminder',
        buttons: [[{ label: label('unfinished', 'repeat'), action: { kind: 'reply' } }]],
      }),
      { id: 'day', do: 'wait', wait: { kind: 'for', minutes: days(1) } },
      branch('silent', { field: 'messages.lastIn', op: 'olderThan', value: '24h' }, [
        { id: 'task', do: 'task', title: unfinished.task, inMinutes: hours(3) },
      ]),
    ],
  }),

  noAnswer: ({ noAnswer }) => ({
    trigger: { kind: 'noAnswer', minutes: 15 },
    reentry: always,
    steps: [{ id: 'notice', do: 'notify', text: noAnswer.notice }],
  }),

  thanks: (_words, known) => ({
    trigger: { kind: 'dealWon' },
    reentry: { kind: 'finished' },
    steps: [
      { id: 'hour', do: 'wait', wait: { kind: 'for', minutes: hours(1) } },
      message('thanks', say('thanks', 'thanks')),
      { id: 'day', do: 'wait', wait: { kind: 'until', days: 1, time: '12:00' } },
      message('review', say('thanks', 'review'), {
        buttons: [[flowButton('thanks', 'leave', known.has('feedback') ? 'feedback' : '')]],
      }),
    ],
    choose: known.has('feedback') ? [] : [{ at: 'steps', step: 'review', field: 'content' }],
  }),

  winBack: ({ winBack }) => ({
    trigger: { kind: 'inactive', days: 90 },
    condition: {
      any: [
        { field: 'deals.open', op: 'exists', value: false },
        { field: 'deals.open', op: 'lt', value: 1 },
      ],
    },
    reentry: { kind: 'finished', afterDays: 90 },
    hours: { from: '10:00', until: '19:00', days: [1, 2, 3, 4, 5, 6] },
    steps: [
      message('invitation', say('winBack', 'message'), { advertising: true }),
      { id: 'week', do: 'wait', wait: { kind: 'for', minutes: days(7) } },
      branch('silent', { field: 'messages.lastIn', op: 'olderThan', value: '8d' }, [
        { id: 'task', do: 'task', title: winBack.task, inMinutes: hours(24) },
      ]),
    ],
  }),
};

const hours = (count: number): number => count * 60;
const days = (count: number): number => hours(count * 24);

type WordsOf<Id extends TemplateId> = keyof (typeof ru)[Id] & keyof (typeof en)[Id];
type Said = { ru: string; en: string };

/** The same words in both languages, as customers read them. */
function say<Id extends TemplateId>(id: Id, word: WordsOf<Id>): Said {
  return { ru: String(ru[id][word]), en: String(en[id][word]) };
}

const label = say;

type Buttons = MessageContent['buttons'];
type Button = Buttons[number][number];

function flowButton<Id extends TemplateId>(id: Id, word: WordsOf<Id>, flow: string): Button {
  return { label: label(id, word), action: { kind: 'flow', flow } };
}

function message(
  id: string,
  texts: Said,
  {
    advertising = false,
    priority = 'chain',
    buttons = [],
  }: { advertising?: boolean; priority?: 'chain' | 'reminder'; buttons?: Buttons } = {},
): AutomationStep {
  return { id, do: 'message', content: { texts, files: [], buttons, variants: {} }, messengers, advertising, priority };
}

type Branch = Extract<AutomationStep, { do: 'branch' }>;

function branch(id: string, rule: Branch['rule'], steps: AutomationStep[]): Branch {
  // biome-ignore lint/suspicious/noThenProperty: what is done where the rule holds; nobody awaits a step
  return { id, do: 'branch', rule, then: steps, else: [] };
}
