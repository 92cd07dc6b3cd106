import { type OutgoingAttachment, telegramCapabilities } from '../../src/messages/index.ts';

/**
 * Puts files that may go together into one album, in their order: photos with videos, documents with documents, audio with audio, at
 * most ten (https://core.telegram.org/bots/api#sendmediagroup). A voice note goes alone.
 */
export function groupFiles(files: OutgoingAttachment[]): OutgoingAttachment[][] {
  const groups: OutgoingAttachment[][] = [];
  for (const file of files) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && group.length < telegramCapabilities.album.most && together(last, file)) group.push(file);
    else groups.push([file]);
  }
  return groups;
}

function together(one: OutgoingAttachment, other: OutgoingAttachment): boolean {
  return one.kind !== 'voice' && company(one) === company(other);
}

function company({ kind }: OutgoingAttachment): string {
  return kind === 'video' ? 'photo' : kind;
}
