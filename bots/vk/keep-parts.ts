import { z } from 'zod';

const number = z.number().int();
const named = z.looseObject({ id: number, owner_id: number, access_key: z.string().optional() });

/** The parts of a message that an edit has to repeat, as messages.getById tells them. */
export const messageSchema = z.looseObject({
  attachments: z.array(z.looseObject({ type: z.string() })).default([]),
  geo: z
    .object({ coordinates: z.object({ latitude: z.number(), longitude: z.number() }) })
    .optional()
    .catch(undefined),
  keyboard: z
    .object({
      inline: z.boolean().optional(),
      buttons: z.array(z.array(z.looseObject({ action: z.looseObject({ type: z.string() }), color: z.string().optional() }))),
    })
    .optional()
    .catch(undefined),
});
export type SentMessage = z.infer<typeof messageSchema>;

/** The names of a message's files for `attachment`. Links are made by VK of the text itself and have none. */
export function keepAttachments({ attachments }: SentMessage): string[] {
  return attachments.flatMap(attachment => {
    const object = named.safeParse(attachment[attachment.type]).data;
    if (!object) return [];
    const { owner_id, id, access_key } = object;
    return [`${attachment.type}${owner_id}_${id}${access_key ? `_${access_key}` : ''}`];
  });
}

const colours = ['primary', 'secondary', 'positive', 'negative'];

/** The buttons under a message, without what VK adds to them in telling. */
export function keepKeyboard({ keyboard }: SentMessage): string | undefined {
  if (!keyboard?.inline || keyboard.buttons.length === 0) return undefined;
  const buttons = keyboard.buttons.map(row =>
    row.map(({ action, color }) => ({ action, ...(color && colours.includes(color) && isColoured(action.type) && { color }) })),
  );
  return JSON.stringify({ inline: true, buttons });
}

function isColoured(type: string): boolean {
  return type === 'text' || type === 'callback';
}
