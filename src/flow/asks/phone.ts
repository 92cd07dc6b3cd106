import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';
import type { Reading, Turn } from '../engine.ts';
import { formatPhone, readPhone } from '../reading/read-phone.ts';
import { wording } from '../schema/parts.ts';
import { builtIn, render } from '../turn.ts';
import { defineAsk } from './ask.ts';

/** A phone number, typed or shared by the messenger's own button; only the sender's own card counts. Stored as E.164. */
export const askPhone = defineAsk(
  'phone',
  {
    region: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .refine(isSupportedCountry)
      .optional()
      .describe('Country as of which national numbers are read, ISO 3166: RU'),
    share: wording.optional().describe("Label of the messenger's own button that shares the number"),
  },
  ({ region, share }, at, compiler) => {
    const label = share && compiler.label(share, [...at, 'share']);
    return {
      personal: true,
      buttons: (turn, step) =>
        label && turn.facts.can.sharePhone ? [[{ label: render(turn, label, step).text, sharePhone: true }]] : [],
      read(input, turn) {
        const country = region ?? turn.facts.region;
        if (input.kind === 'contact') {
          if (!input.own) return { kind: 'foreign', text: builtIn(turn, 'foreignContact') };
          // Messengers leave the + out of a card's number: it is international whatever it looks like.
          const card = readPhone(`+${input.phone.replace(/\D/g, '')}`, country);
          return accept(card.ok ? card : readPhone(input.phone, country), turn);
        }
        return input.kind === 'text' ? accept(readPhone(input.text, country), turn) : { kind: 'foreign' };
      },
    };
  },
);

/** An extension has no place in E.164: it stays in the words of the answer, which people read. */
function accept(read: ReturnType<typeof readPhone>, turn: Turn): Reading {
  if (!read.ok) return { kind: 'invalid', text: builtIn(turn, `invalid.phone.${read.why}`) };
  const phone = formatPhone(read.phone);
  const text = read.extension ? builtIn(turn, 'withExtension', { phone, extension: read.extension }) : phone;
  return { kind: 'answer', value: read.phone, text };
}
