import type { FlowEvent } from '../position.ts';
import { findButton, type Rehearsal } from './rehearsal.ts';

/** What a line of the customer is: something that happens, time that passes, or a line that means nothing. */
export type Said =
  | { kind: 'event'; event: FlowEvent }
  | { kind: 'wait'; ms: number }
  | { kind: 'wrong'; key: string; values: Record<string, unknown> };

const ownPhone = '+79990000001';

/** Reads a line of the customer: text, `/start link`, `[button]`, or something in brackets such as `(photo)`. */
export function readSaid(said: string, rehearsal: Rehearsal): Said {
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
  return wrong('noButton', { label });
}

function readThing(inside: string): Said {
  const contact = /^(foreign )?contact (\+?[\d\s()-]+)$/.exec(inside);
  if (contact) return event({ kind: 'contact', phone: contact[2] ?? '', own: contact[1] === undefined });
  const location = /^location (-?[\d.]+)[, ]+(-?[\d.]+)$/.exec(inside);
  if (location) return event({ kind: 'location', latitude: Number(location[1]), longitude: Number(location[2]) });
  const wait = /^wait (\d+)\s*([mhd])$/.exec(inside);
  if (wait) return { kind: 'wait', ms: Number(wait[1]) * { m: 60_000, h: 3_600_000, d: 86_400_000 }[wait[2] as 'm' | 'h' | 'd'] };
  if (inside === 'given back') return event({ kind: 'resume' });
  if (inside === 'sticker') return event({ kind: 'other' });
  const media = /^(photo|video|voice|audio|document)(?:: (.*))?$/.exec(inside);
  if (!media) return wrong('thing', { inside });
  return event({
    kind: 'media',
    files: [{ id: 'file', kind: media[1] ?? '' }],
    ...(media[2] !== undefined && { caption: media[2] }),
  });
}

const event = (happened: FlowEvent): Said => ({ kind: 'event', event: happened });
const wrong = (key: string, values: Record<string, unknown>): Said => ({ kind: 'wrong', key: `dialogue.${key}`, values });
