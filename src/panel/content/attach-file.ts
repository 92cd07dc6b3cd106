import type { ContentBody, MessageContent } from '../../deliveries/index.ts';
import { keepFile } from '../../files/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { Staff } from '../../staff/index.ts';
import { attachmentsOf } from '../uploads.ts';

export type ContentFile = ContentBody['files'][number];

/** All files of a content, by their ids. */
export function filesOf(content: MessageContent | undefined): Map<string, ContentFile> {
  const bodies = content ? [content, ...Object.values(content.variants)] : [];
  return new Map(bodies.flatMap(body => body?.files ?? []).map(file => [file.id, file]));
}

/**
 * A file for a content: one that is in it already, whoever uploaded it, or an upload of this person's, which is kept for good from here on.
 * AppError `file.not_found` for any other: nobody sends somebody else's file by guessing its id.
 */
export async function attachFile(
  id: string,
  { staff, known }: { staff: Pick<Staff, 'id'>; known: ReadonlyMap<string, ContentFile> },
): Promise<ContentFile> {
  const before = known.get(id);
  if (before) return before;
  const [uploaded] = await attachmentsOf([id], staff);
  if (!uploaded) throw new AppError('file.not_found', 'There is no such file.', { id });
  await keepFile(id);
  const { kind, name, mime, size, duration } = uploaded;
  return { id, kind, name, mime, size, ...(duration !== undefined && { duration }) };
}

/** A content of another program with its files as they really are. */
export async function attachFiles(
  content: MessageContent,
  { staff, known }: { staff: Pick<Staff, 'id'>; known?: MessageContent },
): Promise<MessageContent> {
  const files = filesOf(known);
  const attached = async <T extends ContentBody>(body: T): Promise<T> => ({
    ...body,
    files: await Promise.all(
      body.files.map(async ({ id, kind }) => {
        const file = await attachFile(id, { staff, known: files });
        // Only a sound may be what it was not uploaded as.
        return kind === 'voice' && file.kind === 'audio' ? { ...file, kind } : file;
      }),
    ),
  });
  const variants = await Promise.all(
    Object.entries(content.variants).map(async ([name, body]) => [name, body && (await attached(body))]),
  );
  return { ...(await attached(content)), variants: Object.fromEntries(variants) };
}
