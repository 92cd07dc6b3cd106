import { z } from 'zod';
import { messengerNames } from '../messages/index.ts';

/** Who is spoken to in another language gets the first of these that there are words in. */
export const contentLanguages = ['ru', 'en'] as const;
export type ContentLanguage = (typeof contentLanguages)[number];

const words = z.partialRecord(z.enum(contentLanguages), z.string().max(20_000));
const label = z.partialRecord(z.enum(contentLanguages), z.string().trim().min(1).max(100));

/**
 * What a button under a mailing does: `link` opens an address (through our own short one, so that the click is counted), `flow` begins a
 * questionnaire, `reply` says its label as if they had written it.
 */
const contentButton = z.strictObject({
  label,
  action: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('link'), url: z.string().max(2000) }),
    z.strictObject({ kind: z.literal('flow'), flow: z.string().max(100) }),
    z.strictObject({ kind: z.literal('reply') }),
  ]),
});

const contentFile = z.strictObject({
  /** In the files room. */
  id: z.string().max(100),
  kind: z.enum(['photo', 'video', 'voice', 'audio', 'document']),
  name: z.string().max(255),
  mime: z.string().max(200),
  /** Bytes. */
  size: z.number().int().nonnegative(),
  /** Seconds. */
  duration: z.number().nonnegative().exactOptional(),
});

const body = z.strictObject({
  /** Templates as flows have them: `{{contact.firstName|default:"друг"}}`, `**bold**`, links. */
  texts: words,
  files: z.array(contentFile).max(10).default([]),
  /** Rows of buttons. */
  buttons: z.array(z.array(contentButton).min(1).max(8)).max(10).default([]),
});

/** What a mailing, a reminder or a step of a chain says: the same everywhere, or something else in one messenger. */
export const contentSchema = z.strictObject({
  ...body.shape,
  /** What is said there instead of the whole of it. */
  variants: z.partialRecord(z.enum(messengerNames), body).default({}),
});

export type MessageContent = z.infer<typeof contentSchema>;
export type ContentBody = z.infer<typeof body>;
export type ContentButton = z.infer<typeof contentButton>;
