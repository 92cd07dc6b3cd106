import type { Reading, Turn } from '../engine.ts';
import { readEmail } from '../reading/read-email.ts';
import { readYesNo } from '../reading/read-yes-no.ts';
import { builtIn } from '../turn.ts';
import { defineAsk } from './ask.ts';

/** An e-mail address in lower case. One slip from a well-known domain is asked about. */
export const askEmail = defineAsk('email', {}, () => ({
  personal: true,
  buttons(turn) {
    const { offer } = turn.position;
    if (!offer) return [];
    return [
      [{ label: builtIn(turn, 'button.takeOffer', { email: offer.suggested }), option: 'yes' }],
      [{ label: builtIn(turn, 'button.keepTyped'), option: 'keep' }],
    ];
  },
  read(input, turn) {
    const { offer } = turn.position;
    if (input.kind === 'option') return offer ? choose(input.option, offer) : { kind: 'stale' };
    if (input.kind !== 'text') return { kind: 'foreign' };
    const said = offer && readYesNo(input.text);
    if (offer && said !== undefined) return choose(said ? 'yes' : 'keep', offer);
    return readTyped(input.text, turn);
  },
}));

function choose(option: string, offer: { typed: string; suggested: string }): Reading {
  if (option !== 'yes' && option !== 'keep') return { kind: 'stale' };
  const email = option === 'yes' ? offer.suggested : offer.typed;
  return { kind: 'answer', value: email, text: email };
}

function readTyped(text: string, turn: Turn): Reading {
  const read = readEmail(text);
  delete turn.position.offer;
  if (!read.ok) return { kind: 'invalid', text: builtIn(turn, `invalid.email.${read.why}`) };
  if (read.suggested === undefined) {
    const noted = { say: { text: builtIn(turn, 'noted', { answer: read.email }) } };
    return { kind: 'answer', value: read.email, text: read.email, ...(read.repaired && noted) };
  }
  turn.position.offer = { typed: read.email, suggested: read.suggested };
  return { kind: 'more', text: { text: builtIn(turn, 'emailSlip', { email: read.suggested }) } };
}
