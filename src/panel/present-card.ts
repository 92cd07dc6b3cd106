import type { ConsentEntry } from '../consents/index.ts';
import type { Change } from '../contacts/index.ts';
import type { runsOf } from '../conversations/index.ts';
import type { FieldWords } from '../flows/index.ts';
import { t } from '../texts/index.ts';
import { presentValue } from './present-contact.ts';
import { messengerName } from './present-messenger.ts';
import { presentPersonal, presentPhone } from './present-phone.ts';
import { presentTime } from './present-time.ts';
import type { Viewer } from './viewer.ts';

/** One entry of the consent ledger. */
export function presentConsent(viewer: Viewer, { kind, topic, given, version, at, text }: ConsentEntry) {
  const when = presentTime(viewer, at);
  const words = (key: string, values = {}) => t(viewer.language, `panel:card.${key}`, values);
  return {
    kind: words(`consentKind.${kind}`, { topic }),
    given,
    words: words(given ? 'consentGiven' : 'consentDeclined', { time: when.words }),
    exact: when.exact,
    ...(version && { version: words('consentVersion', { version }) }),
    text,
  };
}

type Run = Awaited<ReturnType<typeof runsOf>>[number];

/** A run: what was asked and answered, and how it ended. */
export function presentRun(viewer: Viewer, run: Run) {
  const { title, startedAt, outcome, answers } = run;
  return {
    title,
    when: presentTime(viewer, new Date(startedAt)),
    outcome: t(viewer.language, `panel:card.runOutcome.${outcome ?? 'going'}`),
    state: outcome === undefined ? 'wait' : outcome === 'finished' ? 'good' : 'off',
    answers: answers.map(({ question, text, at }) => ({
      question,
      text: presentPersonal(viewer, text),
      when: presentTime(viewer, new Date(at)),
    })),
  };
}

/** What a change names by an id: the staff and the flows by theirs, the card's own fields by their keys. */
interface Named {
  staff: ReadonlyMap<string, string>;
  flows: ReadonlyMap<string, string>;
  fields: ReadonlyMap<string, string>;
  /** What questions say of the fields that their answers are saved in. */
  words: ReadonlyMap<string, FieldWords>;
}

/** One write to the card: who, what, old and new. What has no name any more is told by its id. */
export function presentChange(viewer: Viewer, change: Change, named: Named) {
  const { field, at } = change;
  const [old, next] = [change.old, change.new].map(value => wordOf(viewer, field, value, named));
  const empty = t(viewer.language, 'panel:card.changeEmpty');
  return {
    when: presentTime(viewer, at),
    by: presentAuthor(viewer, change, named),
    ...presentEvent(viewer, change),
    field: presentFieldName(viewer, field, named),
    old: presentChanged(viewer, old) || empty,
    next: presentChanged(viewer, next) || empty,
  };
}

/** What is no value that changed into another: the card came to be, another one was put into it or taken out again. */
function presentEvent({ language }: Viewer, { field, new: name }: Change) {
  if (field !== 'created' && field !== 'merged' && field !== 'parted') return {};
  return { event: t(language, `panel:card.changeEvent.${field}`, { name: String(name ?? '') }) };
}

/** A value that is kept as an id or a word of the program, in the reader's words; any other as it is. */
function wordOf(viewer: Viewer, field: string, value: unknown, named: Named): unknown {
  if (Array.isArray(value)) return value.map(each => wordOf(viewer, field, each, named));
  if (typeof value !== 'string') return value;
  const { language } = viewer;
  const { staff, words } = named;
  if (field === 'owner') return staff.get(value) ?? value;
  const custom = customOf(field);
  if (custom) return words.get(custom)?.values.get(value)?.[language] ?? value;
  return field === 'temperature' || field === 'category' ? t(language, `panel:card.${field}.${value}`) : value;
}

function presentAuthor({ language }: Viewer, { by }: Change, { flows }: Named): string {
  switch (by.kind) {
    case 'flow':
      return t(language, 'panel:card.changeBy.flow', { flow: flows.get(by.flow) ?? by.flow });
    case 'import':
      return t(language, 'panel:card.changeBy.import', { name: by.name });
    case 'api':
      return t(language, 'panel:card.changeBy.api', { name: by.name });
    case 'automation':
      return by.id === 'grading'
        ? t(language, 'panel:card.changeBy.rules')
        : t(language, 'panel:card.changeBy.automation', { name: by.name });
    case 'merge':
      return t(language, 'panel:card.changeBy.merge', { name: by.name });
    case 'staff':
      return by.name;
    case 'messenger':
      return messengerName(by.messenger);
  }
}

const customOf = (field: string): string | undefined => /^fields\.(.+)$/.exec(field)?.[1];

function presentFieldName({ language }: Viewer, field: string, { fields, words }: Named): string {
  const custom = customOf(field);
  if (custom) return fields.get(custom) ?? words.get(custom)?.title?.[language] ?? custom;
  const topic = /^topics\.(.+)$/.exec(field)?.[1];
  if (topic) return `${t(language, 'panel:card.fields.topics')} «${topic}»`;
  const key = `panel:card.fields.${field.split('.')[0]}`;
  const text = t(language, key);
  return key.endsWith(text) ? field : text;
}

/** What stood or stands there: a phone as phones are written, anything nested by its values. */
function presentChanged(viewer: Viewer, value: unknown): string {
  if (typeof value === 'string' && /^\+\d{7,15}$/.test(value)) return presentPhone(viewer, value).words;
  if (typeof value === 'string') return presentPersonal(viewer, presentValue(viewer, value));
  if (Array.isArray(value))
    return value
      .map(item => presentChanged(viewer, item))
      .filter(Boolean)
      .join(', ');
  if (value instanceof Date) return presentTime(viewer, value).words;
  if (typeof value === 'object' && value !== null) {
    return Object.values(value)
      .map(item => presentChanged(viewer, item))
      .filter(Boolean)
      .join(', ');
  }
  return presentValue(viewer, value);
}
