import { z } from 'zod';
import { messengerNames } from '../../messages/index.ts';

const minutes = 60_000;
const mostDays = 400;

/** One thing that the author did as a customer, or that happened meanwhile. */
const happening = z.discriminatedUnion('kind', [
  /** The deep link of the flow itself. */
  z.object({ kind: z.literal('start') }),
  z.object({ kind: z.literal('text'), text: z.string().min(1).max(4096) }),
  z.object({ kind: z.literal('press'), data: z.string().max(200), label: z.string().max(200) }),
  z.object({ kind: z.literal('contact'), own: z.boolean() }),
  z.object({ kind: z.literal('location') }),
  z.object({ kind: z.literal('media'), what: z.enum(['photo', 'video', 'voice', 'document']) }),
  z.object({ kind: z.literal('sticker') }),
  z.object({
    kind: z.literal('pass'),
    ms: z
      .int()
      .min(1)
      .max(mostDays * 24 * 60 * minutes),
  }),
  /** A manager gives the conversation back. */
  z.object({ kind: z.literal('giveBack') }),
]);
export type Happening = z.infer<typeof happening>;

/**
 * A conversation that an author holds with a draft. It is told as what happened and is held anew each time, so that a changed draft shows
 * at once what the same customer would have seen, in another messenger too; and nothing has to be kept anywhere.
 */
export const simulationForm = z.object({
  yaml: z.string().max(1_000_000),
  messenger: z.enum(messengerNames),
  language: z.enum(['ru', 'en']),
  /** When it began. */
  at: z.iso.datetime(),
  happened: z.array(happening).max(300),
});
export type Simulation = Omit<z.infer<typeof simulationForm>, 'yaml'>;
