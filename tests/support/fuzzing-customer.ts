import { beginRehearsal, happen, pass, type Rehearsal } from '../../src/flow/dialogues/rehearsal.ts';
import type { FlowEvent, FlowLibrary } from '../../src/flow/index.ts';
import { type Capabilities, fitMessage, type MessengerName, type Outgoing } from '../../src/messages/index.ts';

const minute = 60_000;

/** Words that somebody might write to anything. None of them looks like what a broken template leaves behind. */
const anything = [
  'да', 'нет', 'Анна', 'Иван Примеров', 'привет', 'не знаю', 'а сколько стоит?', 'yes', 'no', 'ок', '👍', '😀😀😀', '...', '?',
  '8 (999) 000-00-01', '+7 999 000-00-02 доб. 12', '123', '0', '-1', '42', '1 200,50', 'сорок два', '99999999999999999999',
  'anna@example.org', 'anna@gmial.com', '@', '12.05.26', '29 февраля', '31.02', 'завтра', 'завтра в три', 'в пятницу вечером', 'через 2 недели',
  'через час', 'вчера', '15:30', 'в 25:61', 'полдень', 'ул. Примерная, 5', '1, 2', '1 и 3', 'все', 'готово', '5', '10', '11', 'пять',
  '/start', '/start survey', '/start nosuchlink', '/nosuch', '/zapis', 'тест', 'отзыв', '*звёздочки*', '_', '`', '<b>', '\u202eсправа', 'ё'.repeat(500),
]; // biome-ignore format: a table
/** Words that work in every question. */
const words = [
  'назад', 'back', 'пропустить', 'skip', 'стоп', 'stop', 'оператор', 'operator', 'меню', 'menu', 'повтори', 'repeat', 'English', 'по-русски',
]; // biome-ignore format: a table

const kinds = ['photo', 'video', 'voice', 'audio', 'document', 'sticker', 'videoNote'];

/** A number from 0 up to and without `below`, the same sequence for the same seed (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

interface Fuzzing {
  library: FlowLibrary;
  flow: string;
  messenger: MessengerName;
  capabilities: Capabilities;
  seed: number;
}

/**
 * Plays one conversation of up to forty turns with somebody who does whatever comes to mind, and holds everything the bot says and every place where it
 * stops to what must be true of them. Answers with the outcome of the last run that ended, or with `waits`.
 */
export function playFuzzing({ library, flow, messenger, capabilities, seed }: Fuzzing): string {
  const next = chance(seed);
  const one = <T>(items: readonly T[]): T => items[next(items.length)] as T;
  const rehearsal = beginRehearsal(library, {
    name: String(seed),
    messenger,
    language: one(['ru', 'en'] as const),
    new: true,
    now: new Date(Date.UTC(2026, next(12), 1 + next(28), next(24), next(60))).toISOString(),
    contact: next(2) ? { firstName: 'Анна' } : {},
    finished: {},
    timeZone: one(['Europe/Moscow', 'Asia/Vladivostok', 'America/New_York']),
    talk: '-',
    end: {},
  });
  const hears = (event: FlowEvent) => {
    const doubled = event.kind === 'press' && event.data === (rehearsal.position?.lastPress ?? rehearsal.lastPress);
    const heldBefore = rehearsal.heldNow;
    const said = happen(rehearsal, event);
    if (!heldBefore && !doubled && event.kind !== 'resume') must(said.length > 0, 'every message is answered', event);
    check(rehearsal, said, capabilities);
  };
  hears({ kind: 'start', link: flow });
  for (let turns = 4 + next(36); turns > 0 && (rehearsal.position || rehearsal.heldNow); turns--) {
    const what = next(100);
    if (rehearsal.heldNow) hears({ kind: 'resume' });
    else if (what < 48) hears(press(rehearsal, next, 1));
    else if (what < 54) hears(press(rehearsal, next, 12));
    else if (what < 78) hears({ kind: 'text', text: one(anything) });
    else if (what < 86) hears({ kind: 'text', text: one(words) });
    else if (what < 90)
      hears({ kind: 'media', files: [{ id: `f${turns}`, kind: one(kinds), mime: 'image/jpeg', size: 10 ** next(9) }] });
    else if (what < 92) hears({ kind: 'contact', phone: '79990000001', own: next(2) === 0 });
    else if (what < 94) hears({ kind: 'location', latitude: next(180) - 90, longitude: next(360) - 180 });
    else if (what < 95) hears({ kind: 'other' });
    else if (what < 97) {
      // Two messages at once.
      hears({ kind: 'text', text: one(anything) });
      hears({ kind: 'text', text: one(anything) });
    } else check(rehearsal, pass(rehearsal, minute * 10 ** next(5)), capabilities);
    rehearsal.now = new Date(rehearsal.now.getTime() + next(5 * minute));
  }
  return rehearsal.position ? 'waits' : (rehearsal.run?.outcome ?? 'none');
}

/** A button of one of the latest messages, or of long ago. */
function press({ said }: Rehearsal, next: (below: number) => number, back: number): FlowEvent {
  const rows = said.slice(-back).flatMap(message => message.buttons?.flat() ?? []);
  const data = rows.flatMap(({ action }) => (action.kind === 'press' ? [action.data] : []));
  const label = rows.find(({ action }) => action.kind === 'press')?.label;
  if (label !== undefined && next(10) === 0) return { kind: 'text', text: label.toUpperCase() };
  return data.length > 0 ? { kind: 'press', data: data[next(data.length)] ?? '' } : { kind: 'text', text: 'Анна' };
}

/** What a template shows whose value was not there. */
const broken = /\{\{|\}\}|undefined|\bnull\b|NaN|\[object|Invalid Date/;

function check({ library, position }: Rehearsal, said: Outgoing[], capabilities: Capabilities): void {
  for (const message of said) {
    must(!broken.test(message.text), 'a template shows only what is there', message);
    const parts = fitMessage(message, capabilities);
    must(parts.length > 0, 'a message says something', message);
    for (const { text, buttons = [], attachments = [] } of parts) {
      const longest = attachments.length > 0 ? capabilities.captionLength : capabilities.textLength;
      must(text.length <= longest, 'a text is no longer than the messenger takes', message);
      must(text.trim() !== '' || attachments.length > 0, 'a part says something', message);
      for (const { label, action } of buttons.flat()) {
        must(label.trim() !== '' && label.length <= capabilities.buttons.labelLength, 'a label fits', message);
        must(action.kind !== 'press' || Buffer.byteLength(action.data) <= 64, 'what a button carries fits', message);
      }
    }
  }
  if (!position) return;
  const flow = library.byRevision(position.revision);
  must(flow?.index.has(position.step) === true, 'a run waits at a step that is there', position);
}

/** As `expect`, of which a million would take minutes. */
function must(holds: boolean, what: string, seen: unknown): void {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(seen)}`);
}
