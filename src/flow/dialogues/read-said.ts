import { readDuration } from '../duration.ts';
import type { FlowEvent } from '../position.ts';
import { findButton, type Rehearsal } from './rehearsal.ts';

/** What a line of the customer is: something that happens, time that passes, or a line that means nothing. */
export type Said =
  | { kind: 'event'; event: FlowEvent }
  | { kind: 'wait'; ms: number }
  | { kind: 'wrong'; key: string; values: Record<string, unknown> };

const ownPhone = '+79990000001';
const ownPlace = { latitude: 55.75, longitude: 37.61 };

/** Reads a line of a talk: `~ 2d`, or what the customer does: text, `/start link`, `[button]`, or something in brackets such as `(photo)`. */
export function readSaid(said: string, rehearsal: Rehearsal): Said {
  if (said.startsWith('~')) return readPause(said.slice(1).trim(), said);
  const start = /^\/start(?:\s+(\S+))?$/.exec(said);
  if (start) return event({ kind: 'start', ...(start[1] !== undefined && { link: start[1] }) });
  const button = /^\[([^\]]+)\](?:\s+(again|old))?$/.exec(said);
  if (button) return readPress(button[1] ?? '', button[2], rehearsal);
  const inside = /^\((.+)\)$/.exec(said)?.[1];
  return inside === undefined ? event({ kind: 'text', text: said }) : readThing(inside);
}

function readPress(label: string, which: string | undefined, rehearsal: Rehearsal): Said {
  if (which === 'again') {
    const data = rehearsal.position?.lastPress ?? rehearsal.lastPress;
    return data === undefined ? wrong('noPress', { label }) : event({ kind: 'press', data });
  }
  const action = findButton(rehearsal, label, which === 'old')?.action;
  if (action?.kind === 'press') return event({ kind: 'press', data: action.data });
  if (action?.kind === 'sharePhone') return event({ kind: 'contact', phone: ownPhone, own: true });
  if (action?.kind === 'shareLocation') return event({ kind: 'location', ...ownPlace });
  return wrong('noButton', { label });
}

function readThing(inside: string): Said {
  const contact = /^(foreign )?contact (\+?[\d\s()-]+)$/.exec(inside);
  if (contact) return event({ kind: 'contact', phone: contact[2] ?? '', own: contact[1] === undefined });
  const location = /^location (-?[\d.]+)[, ]+(-?[\d.]+)$/.exec(inside);
  if (location) return event({ kind: 'location', latitude: Number(location[1]), longitude: Number(location[2]) });
  const wait = /^wait (.+)$/.exec(inside)?.[1];
  if (wait !== undefined) return readPause(wait, inside);
  if (inside === 'given back') return event({ kind: 'resume' });
  if (inside === 'sticker') return event({ kind: 'other' });
  return readMedia(inside);
}

function readPause(text: string, inside: string): Said {
  const ms = readDuration(text);
  return ms === undefined ? wrong('thing', { inside }) : { kind: 'wait', ms };
}

/** `photo: caption`, `document plan.pdf 12 MB`, several with `+` between. */
function readMedia(inside: string): Said {
  const [, named = '', caption] = /^([^:]+?)(?::\s*(.*))?$/s.exec(inside) ?? [];
  const files = named.split('+').map((each, index) => readFile(each.trim(), index));
  const known = files.filter(file => file !== undefined);
  if (known.length === 0 || known.length < files.length) return wrong('thing', { inside });
  return event({ kind: 'media', files: known, ...(caption !== undefined && { caption }) });
}

type MediaFile = Extract<FlowEvent, { kind: 'media' }>['files'][number];

function readFile(text: string, index: number): MediaFile | undefined {
  const [, kind, name, size, unit] =
    /^(photo|video|voice|audio|document)(?: (\S+\.\w+))?(?: (\d+)\s*(kb|mb))?$/i.exec(text) ?? [];
  if (kind === undefined) return undefined;
  const bytes = Number(size) * (unit?.toLowerCase() === 'mb' ? 1024 * 1024 : 1024);
  return {
    id: index === 0 ? 'file' : `file-${index + 1}`,
    kind,
    ...(name !== undefined && { name }),
    ...(size !== undefined && { size: bytes }),
  };
}

const event = (happened: FlowEvent): Said => ({ kind: 'event', event: happened });
const wrong = (key: string, values: Record<string, unknown>): Said => ({ kind: 'wrong', key: `dialogue.${key}`, values });
