import { z } from 'zod';
import type { AskButton, ConsentText, Turn } from '../engine.ts';
import { readButton } from '../reading/read-button.ts';
import { readYesNo } from '../reading/read-yes-no.ts';
import { target, wording } from '../schema/parts.ts';
import { builtIn, render } from '../turn.ts';
import { defineAsk } from './ask.ts';

/** Agreement to the text of `flows/consents/<kind>.<language>.md`, shown under the question. Passed over where this very text was agreed to. */
export const askConsent = defineAsk(
  'consent',
  {
    kind: z.enum(['personal-data', 'advertising']).describe('Which consent is asked for'),
    declined: z
      .strictObject({ say: wording.optional(), next: target.optional() })
      .optional()
      .describe('What is said to who declines, and where it goes on (end if left out)'),
  },
  ({ kind, declined = {} }, at, compiler) => {
    const texts = compiler.consentTexts(kind, [...at, 'kind']);
    const words = declined.say && compiler.text(declined.say, [...at, 'declined', 'say']);
    const next = declined.next ?? 'end';
    compiler.target(next, [...at, 'declined', 'next']);
    const textFor = (turn: Turn): ConsentText => texts[turn.position.language] ?? texts.ru ?? texts.en ?? noText;
    return {
      consent: kind,
      exits: [next],
      next: ({ value }) => (value === true ? undefined : next),
      addition: turn => ({ text: textFor(turn).text }),
      known(turn) {
        const latest = turn.contact.consents[kind];
        const agreed = latest?.given === true && Object.values(texts).some(({ hash }) => hash === latest.hash);
        return agreed ? { value: true, text: builtIn(turn, 'agreedEarlier') } : undefined;
      },
      buttons,
      read(input, turn, step) {
        if (input.kind !== 'option' && input.kind !== 'text') return { kind: 'foreign' };
        const said =
          input.kind === 'text' ? (readYesNo(input.text) ?? given(readButton(buttons(turn), input.text))) : given(input.option);
        if (said === undefined)
          return input.kind === 'text' ? { kind: 'invalid', text: builtIn(turn, 'invalid.consent') } : { kind: 'stale' };
        if (said) return { kind: 'answer', value: true, text: builtIn(turn, 'button.agree') };
        const say = words
          ? render(turn, words, step)
          : { text: builtIn(turn, kind === 'advertising' ? 'declinedAdvertising' : 'declined') };
        return {
          kind: 'answer',
          value: false,
          text: builtIn(turn, 'button.decline'),
          say,
          ...(next === 'end' && { end: 'declined' as const }),
        };
      },
      taken(answer, _, turn, step) {
        const { version, hash, text } = textFor(turn);
        const yes = answer.value === true;
        turn.contact.consents = { ...turn.contact.consents, [kind]: { given: yes, hash } };
        turn.effects.push({ kind: 'consent', consent: kind, given: yes, version, hash, text, step: step.id });
      },
    };
  },
);

const noText: ConsentText = { version: '', hash: '', text: '' };

const buttons = (turn: Turn): AskButton[][] => [
  [
    { label: builtIn(turn, 'button.agree'), option: 'agree' },
    { label: builtIn(turn, 'button.decline'), option: 'decline' },
  ],
];

function given(option: string | undefined): boolean | undefined {
  if (option === 'agree') return true;
  return option === 'decline' ? false : undefined;
}
