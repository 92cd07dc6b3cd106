import { z } from 'zod';

const number = z.number().int();
const named = z.looseObject({ id: number, owner_id: number, access_key: z.string().optional() });

/** The parts of a message that an edit has to repeat, as messages.getById tells them. */
export const sentSchema = z.looseObject({
  attachments: z.array(z.looseObject({ type: z.string() })).default([]),
  geo: z
    .object({ coordinates: z.object({ latitude: z.number(), longitude: z.number() }) })
    .optional()
    .catch(undefined),
});
export type SentMessage = z.infer<typeof sentSchema>;

/** The names of a message's files for `attachment`. Links are made by VK of the text itself and have none. */
export function keepAttachments({ attachments }: SentMessage): string[] {
  return attachments.flatMap(attachment => {
    const object = named.safeParse(attachment[attachment.type]).data;
    if (!object) return [];
    const { owner_id, id, access_key } = object;
    return [`${attachment.type}${owner_id}_${id}${access_key ? `_${access_key}` : ''}`];
  });
}
