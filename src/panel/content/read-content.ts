import { z } from 'zod';
import {
  type ContentBody,
  type ContentButton,
  type ContentLanguage,
  contentLanguages,
  contentSchema,
  type MessageContent,
} from '../../deliveries/index.ts';
import { messengerNames } from '../../messages/index.ts';
import type { Staff } from '../../staff/index.ts';
import { attachFile, type ContentFile, filesOf } from './attach-file.ts';
import { allOf, bodyName } from './content-names.ts';

export interface ContentReading {
  /** What the names of the fields begin with. */
  prefix: string;
  /** Whose uploads may be attached. */
  staff: Staff;
  /** The content as it was: its files stay, whoever uploaded them. */
  known?: MessageContent;
}

type Fields = Record<string, unknown>;
const fieldsSchema = z.record(z.string(), z.unknown());
const texts = z.union([z.string().transform(text => [text]), z.array(z.string())]).catch([]);

/**
 * What the partial `content/editor` sent as a content; nothing is checked but its shape (`checkContent` does the rest), so that half-written
 * ones are kept. Files are kept for good from here on. AppError `file.not_found` for somebody else's upload.
 */
export async function readContent(form: unknown, { prefix, staff, known }: ContentReading): Promise<MessageContent> {
  const fields = fieldsSchema.catch({}).parse(form ?? {});
  const files = filesOf(known);
  const body = (of: string) => readBody(fields, { name: bodyName(prefix, of), staff, files });
  const own = messengerNames.filter(messenger => fields[`${bodyName(prefix, messenger)}.own`] !== undefined);
  const variants = await Promise.all(own.map(async messenger => [messenger, await body(messenger)] as const));
  return contentSchema.parse({ ...(await body(allOf)), variants: Object.fromEntries(variants) });
}

async function readBody(
  fields: Fields,
  { name, staff, files }: { name: string; staff: Staff; files: ReadonlyMap<string, ContentFile> },
): Promise<ContentBody> {
  const said = contentLanguages.flatMap(language => {
    const text = texts.parse(fields[`${name}.text.${language}`])[0]?.replaceAll('\r\n', '\n') ?? '';
    return text.trim() === '' ? [] : [[language, text] as const];
  });
  const voice = texts.parse(fields[`${name}.voice`]);
  const attached = texts.parse(fields[`${name}.file`]).map(id => attachFile(id, { staff, known: files }));
  return {
    texts: Object.fromEntries(said),
    files: (await Promise.all(attached)).map(file => speech(file, voice)),
    buttons: readButtons(fields, name),
  };
}

/** A sound is a voice note where it was asked for, and music where not. */
function speech(file: ContentFile, voice: string[]): ContentFile {
  if (file.kind !== 'audio' && file.kind !== 'voice') return file;
  return { ...file, kind: voice.includes(file.id) ? 'voice' : 'audio' };
}

/** Lines of the builder, each with all of its inputs; an empty one is none. */
function readButtons(fields: Fields, name: string): ContentButton[][] {
  const list = (key: string) => texts.parse(fields[`${name}.button.${key}`]);
  const labels = contentLanguages.map(language => [language, list(language)] as const);
  const [kinds, urls, flows, places] = [list('kind'), list('url'), list('flow'), list('place')];
  const rows: ContentButton[][] = [];
  for (const [i, kind] of kinds.entries()) {
    const label = labelOf(labels, i);
    const [url = '', flow = ''] = [urls[i]?.trim(), flows[i]];
    if (Object.keys(label).length === 0 && url === '') continue;
    const button: ContentButton = { label, action: actionOf(kind, { url, flow }) };
    const open = rows.at(-1);
    if (places[i] === 'same' && open && open.length < 8) open.push(button);
    else rows.push([button]);
  }
  return rows;
}

function labelOf(labels: (readonly [ContentLanguage, string[]])[], i: number): ContentButton['label'] {
  return Object.fromEntries(
    labels.flatMap(([language, given]) => {
      const label = given[i]?.trim() ?? '';
      return label === '' ? [] : [[language, label]];
    }),
  );
}

function actionOf(kind: string, { url, flow }: { url: string; flow: string }): ContentButton['action'] {
  if (kind === 'link') return { kind, url };
  return kind === 'flow' ? { kind, flow } : { kind: 'reply' };
}
