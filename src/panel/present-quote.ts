import type { StoredMessage, StoredQuote } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import { presentAttachment } from './present-attachment.ts';
import { presentPersonal } from './present-phone.ts';
import { presentSaid } from './present-text.ts';
import { presentTime } from './present-time.ts';
import type { Viewer } from './viewer.ts';

/** What a message answers, or brings along, above its own words. */
export function presentQuotes(viewer: Viewer, { quoted, forwarded }: Pick<StoredMessage, 'quoted' | 'forwarded'>) {
  return {
    ...(forwarded && { forwarded: presentOrigin(viewer, forwarded) }),
    ...(quoted && quoted.length > 0 && { quoted: quoted.map(quote => presentQuote(viewer, quote)) }),
  };
}

function presentQuote(viewer: Viewer, quote: StoredQuote) {
  const { relation, text, attachments } = quote;
  return {
    isForward: relation === 'forward',
    head: relation === 'forward' ? presentOrigin(viewer, quote) : presentPersonal(viewer, quote.from ?? ''),
    ...(text && { text: presentSaid(viewer, text) }),
    ...(attachments && { attachments: attachments.map(attachment => presentAttachment(viewer, attachment)) }),
    ...(!text && !attachments && { empty: t(viewer.language, 'panel:message.quotedFile') }),
  };
}

/** "Переслано: Пётр, 3 мая 14:05". */
function presentOrigin(viewer: Viewer, { from, at }: { from?: string; at?: Date }): string {
  const whose = [from && presentPersonal(viewer, from), at && presentTime(viewer, at).words].filter(Boolean).join(', ');
  return t(viewer.language, whose ? 'panel:message.forwardedFrom' : 'panel:message.forwarded', { whose });
}
