import { z } from 'zod';
import type { Clock } from '../../src/lib/clock.ts';
import { nextOrder } from '../../src/lib/ids.ts';
import { conversationId, history, type Intake, webCapabilities } from '../../src/messages/index.ts';
import { account, addressOfVisitor, parse, type RawUpdate } from './parse-update.ts';

const megabyte = 1024 * 1024;

export const limits = {
  text: webCapabilities.textLength,
  label: webCapabilities.buttons.labelLength,
  files: 10,
  fileBytes: 20 * megabyte,
  /** All files of one message: anybody may upload, so there is an end to it. */
  uploadBytes: 60 * megabyte,
  /** How long a voice note may be recorded. */
  voiceSeconds: 10 * 60,
};

/** Made by the page for each of its messages, so that a repeated request is one message. */
export const clientId = z.string().regex(/^[\w-]{8,64}$/);

/** How the visitor came; told with the first message of a visit. Anybody can write anything here. */
const visit = {
  language: z.string().max(35).optional(),
  link: z.string().trim().max(128).optional(),
  from: z.string().trim().max(200).optional(),
};
export const messageForm = z.union([
  z.object({ id: clientId, text: z.string().trim().min(1).max(limits.text), ...visit }),
  z.object({ id: clientId, start: z.literal(true), ...visit }),
]);
export const pressForm = z.object({ id: clientId, data: z.string().min(1).max(64), ...visit });
/** Seconds of a voice note; absent on files that were chosen. */
export const voiceSeconds = z.coerce
  .number()
  .min(0)
  .max(limits.voiceSeconds + 5)
  .optional();
export const filesForm = z.object({ caption: z.string().trim().max(limits.text).optional(), ...visit });
type Visit = z.infer<z.ZodObject<typeof visit>>;

export interface Receiver {
  receive(visitor: string, id: string, content: RawUpdate['content'], visit: Visit): Promise<void>;
}

/** Turns requests of the page into updates and hands them over; resolves once they are safe. */
export function createReceiver({ intake, clock }: { intake: () => Intake; clock: Clock }): Receiver {
  return {
    async receive(identity, id, content, { language, link, from }) {
      const now = clock.now();
      const raw: RawUpdate = {
        identity,
        id,
        at: now.toISOString(),
        content,
        ...(language && { language }),
        ...(link && { link }),
        ...(from && { linkSource: from }),
      };
      const incoming = parse(raw);
      const key = `web:${account}:${identity}:${id}`;
      await intake().accept('web', [{ key, raw, order: nextOrder(now), ...(incoming && { incoming }) }], { urgent: true });
    },
  };
}

const buttonsLookedThrough = 50;

/**
 * The label of a button that the visitor was shown. Read from the history and not from the request, so that nobody puts words into
 * it that were never on a button: a consent may rest on them.
 */
export async function labelOfButton(identity: string, data: string): Promise<string | undefined> {
  const recent = await history(conversationId(addressOfVisitor(identity)), { limit: buttonsLookedThrough });
  const buttons = recent.reverse().flatMap(message => message.buttons?.flat() ?? []);
  return buttons.find(({ action }) => action.kind === 'press' && action.data === data)?.label;
}
