import { z } from 'zod';
import { AppError } from '../lib/app-error.ts';
import type { Button, Outgoing, OutgoingAttachment } from '../messages/index.ts';
import { gapsIn, getReply } from '../replies/index.ts';
import type { Staff } from '../staff/index.ts';
import { attachmentsOf } from './uploads.ts';

const many = z.union([z.string(), z.array(z.string())]).transform(value => [value].flat());

/** What the composer sends, whether now or later. */
export const composeForm = z.object({
  text: z.string().max(20_000).default(''),
  file: many.default([]),
  /** Those of the files that are to be voice notes. */
  voice: many.default([]),
  /** Files of canned replies: `<reply>:<file>`. */
  canned: many.default([]),
  buttonLabel: many.default([]),
  buttonUrl: many.default([]),
  place: z.string().max(500).default(''),
  placeTitle: z.string().trim().max(100).default(''),
  /** The message that is answered. */
  quote: z.string().max(200).optional(),
  key: z.string().max(40).optional(),
});

export interface Composed {
  text: string;
  attachments?: OutgoingAttachment[];
  buttons?: Button[][];
  location?: NonNullable<Outgoing['location']>;
  replyTo?: string;
  key?: string;
}

/** A form as a message. AppErrors `inbox.gaps`, `inbox.empty_reply`, `inbox.bad_button`, `inbox.bad_place`, `inbox.only_buttons`. */
export async function compose(form: z.infer<typeof composeForm>, staff: Staff): Promise<Composed> {
  const { text, quote, key } = form;
  const gaps = gapsIn(text);
  if (gaps.length > 0) throw new AppError('inbox.gaps', `Fill in: ${gaps.join(', ')}.`, { gaps: gaps.join(', ') });
  const attachments = [...(await cannedFiles(form.canned, staff)), ...(await uploadsOf(form, staff))];
  const buttons = toButtons(readButtons(form));
  const location = placeOf(form);
  if (text.trim() === '' && attachments.length === 0 && !location)
    throw buttons.length > 0
      ? new AppError('inbox.only_buttons', 'Write something above the buttons.')
      : new AppError('inbox.empty_reply', 'Write something or attach a file.');
  return {
    text,
    ...(attachments.length > 0 && { attachments }),
    ...(buttons.length > 0 && { buttons }),
    ...(location && { location }),
    ...(quote && { replyTo: quote }),
    ...(key && { key }),
  };
}

async function uploadsOf({ file, voice }: z.infer<typeof composeForm>, staff: Staff): Promise<OutgoingAttachment[]> {
  return (await attachmentsOf(file, staff)).map(attachment =>
    attachment.kind === 'audio' && voice.includes(attachment.id) ? { ...attachment, kind: 'voice' as const } : attachment,
  );
}

async function cannedFiles(named: string[], staff: Staff): Promise<OutgoingAttachment[]> {
  const found = named.map(async each => {
    const [reply = '', file] = each.split(':');
    return (await getReply(reply, staff.id)).files.filter(({ id }) => id === file);
  });
  return (await Promise.all(found)).flat();
}

/** More are no choice that anybody reads. */
export const mostButtons = 8;
/** Telegram and VK both cut longer ones. */
export const labelLength = 40;

export type ButtonInput = Pick<z.infer<typeof composeForm>, 'buttonLabel' | 'buttonUrl'>;

/** Labels with their links, empty lines left out. AppError `inbox.bad_button`. */
export function readButtons({ buttonLabel, buttonUrl }: ButtonInput): { label: string; url?: string }[] {
  return buttonLabel.slice(0, mostButtons).flatMap((given, i) => {
    const label = given.trim();
    const url = (buttonUrl[i] ?? '').trim();
    if (label === '' && url === '') return [];
    if (label === '' || label.length > labelLength || (url !== '' && !isLink(url)))
      throw new AppError('inbox.bad_button', `The button "${label || url}" is not right.`, {
        label: label || url,
        most: labelLength,
      });
    return [{ label, ...(url && { url }) }];
  });
}

/** One under the other; one without a link comes back as its label. */
export function toButtons(buttons: { label: string; url?: string }[]): Button[][] {
  return buttons.map(({ label, url }) => [
    { label, action: url ? { kind: 'url', url } : { kind: 'press', data: pressOf(label) } },
  ]);
}

/** What comes back carries the words: VK tells of a press without its label. At most 64 bytes of UTF-8. */
function pressOf(label: string): string {
  let said = label;
  while (Buffer.byteLength(`r:${said}`) > 64) said = said.slice(0, -1);
  return `r:${said}`;
}

function isLink(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

const number = String.raw`(-?\d{1,3}\.\d+)`;
/** `55.79, 49.11`, and the ways in which maps write it into their links. */
const patterns = [
  new RegExp(`^${number}\\s*[,;\\s]\\s*${number}$`),
  new RegExp(`@${number},${number}`),
  new RegExp(`mlat=${number}&mlon=${number}`),
  new RegExp(`[?&](?:q|query|center)=${number},${number}`),
];
/** Yandex and 2GIS put the longitude first. */
const turned = [
  new RegExp(`[?&](?:ll|pt)=${number},${number}`),
  new RegExp(`/geo/\\d*/?${number},${number}`),
  new RegExp(`[?&]m=${number},${number}`),
];

/** A place by its coordinates or by a link of a map. AppError `inbox.bad_place`. */
export function placeOf({ place, placeTitle }: Pick<z.infer<typeof composeForm>, 'place' | 'placeTitle'>): Composed['location'] {
  const given = decode(place.trim());
  if (given === '') return undefined;
  const straight = patterns.map(pattern => pattern.exec(given)).find(match => match !== null);
  const swapped = turned.map(pattern => pattern.exec(given)).find(match => match !== null);
  const [latitude, longitude] = straight ? [straight[1], straight[2]] : [swapped?.[2], swapped?.[1]];
  const at = { latitude: Number(latitude), longitude: Number(longitude) };
  if (!(Math.abs(at.latitude) <= 90 && Math.abs(at.longitude) <= 180))
    throw new AppError('inbox.bad_place', 'No place can be read from this.', { place });
  return { ...at, ...(placeTitle && { title: placeTitle }) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
