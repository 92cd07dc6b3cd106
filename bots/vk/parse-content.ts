import type { IncomingAttachment, IncomingContent, Quoted } from '../../src/messages/index.ts';
import { describeShared, sharedLink } from './describe-shared.ts';
import type { VkSaid } from './event-schema.ts';
import { parseAttachment } from './parse-attachment.ts';

type Spoken = Extract<IncomingContent, { kind: 'text' | 'media' | 'location' | 'unsupported' }>;

export interface Parsed {
  content: Spoken;
  /** What else it brought along and no content has room for: a post beside a photo, a place beside a file. */
  besides: Quoted[];
}

/** What a message says, whoever wrote it; nothing when it says nothing at all. */
export function parseContent({ text, attachments, geo }: VkSaid): Parsed | undefined {
  const files: IncomingAttachment[] = [];
  const others: string[] = [];
  for (const attachment of attachments) {
    const file = parseAttachment(attachment);
    const link = sharedLink(attachment);
    if (file) files.push(file);
    else if (link === undefined || !text.includes(link)) others.push(describeShared(attachment));
  }
  if (files.length > 0) {
    const place = geo ? [`geo: ${geo.coordinates.latitude}, ${geo.coordinates.longitude}`] : [];
    return {
      content: { kind: 'media', attachments: files, ...(text && { caption: text }) },
      besides: [...others, ...place].map(brought),
    };
  }
  if (geo) {
    const title = text || geo.place?.title;
    return { content: { kind: 'location', ...geo.coordinates, ...(title && { title }) }, besides: others.map(brought) };
  }
  if (text) return { content: { kind: 'text', text }, besides: others.map(brought) };
  return others.length > 0 ? { content: { kind: 'unsupported', what: others.join('\n') }, besides: [] } : undefined;
}

function brought(text: string): Quoted {
  return { relation: 'forward', text };
}
