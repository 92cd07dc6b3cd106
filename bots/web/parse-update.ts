import { z } from 'zod';
import type { Address, Incoming, IncomingContent } from '../../src/messages/index.ts';

/** The site's chat has one account: the site. */
export const account = 'site';

const attachment = z.object({
  kind: z.enum(['photo', 'video', 'audio', 'voice', 'document']),
  ref: z.string(),
  name: z.string(),
  mime: z.string(),
  size: z.number().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  duration: z.number().optional(),
});

/** What we store of a request, so that it can be worked through later: plain JSON, made by `receive` and read by `parse`. */
const rawUpdate = z.object({
  identity: z.string(),
  id: z.string(),
  at: z.iso.datetime(),
  language: z.string().optional(),
  link: z.string().optional(),
  linkSource: z.string().optional(),
  content: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('text'), text: z.string() }),
    z.object({ kind: z.literal('start') }),
    z.object({ kind: z.literal('press'), data: z.string(), label: z.string().optional() }),
    z.object({ kind: z.literal('media'), attachments: z.array(attachment).min(1), caption: z.string().optional() }),
  ]),
});
export type RawUpdate = z.infer<typeof rawUpdate>;

/** Reads a stored request; nothing when it is none of ours. */
export function parse(raw: unknown): Incoming | undefined {
  const { data } = rawUpdate.safeParse(raw);
  if (!data) return;
  const { identity, id, at, language, link, linkSource } = data;
  return {
    address: addressOfVisitor(identity),
    from: { id: identity, ...(language && { language }) },
    at: new Date(at),
    externalId: id,
    content: contentOf(data.content),
    ...(link && { link }),
    ...(linkSource && { linkSource }),
  };
}

export function addressOfVisitor(identity: string): Address {
  return { messenger: 'web', account, chat: identity };
}

function contentOf(content: RawUpdate['content']): IncomingContent {
  switch (content.kind) {
    case 'press':
      return { kind: 'press', data: content.data, ...(content.label && { label: content.label }) };
    case 'media': {
      const attachments = content.attachments.map(({ size, width, height, duration, ...rest }) => ({
        ...rest,
        ...(size !== undefined && { size }),
        ...(width !== undefined && { width }),
        ...(height !== undefined && { height }),
        ...(duration !== undefined && { duration }),
      }));
      return { kind: 'media', attachments, ...(content.caption && { caption: content.caption }) };
    }
    default:
      return content;
  }
}
