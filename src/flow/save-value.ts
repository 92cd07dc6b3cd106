import { findAnswer, framesOf } from './answers.ts';
import type { SaveTarget, Turn } from './engine.ts';
import type { AnswerValue, DealFacts, FieldAnswer, Frame } from './position.ts';
import { fieldAnswer, wordsOf } from './read-path.ts';

/** Writes to the card, unless the person has not agreed to it, or to the deal. */
export function saveValue(turn: Turn, target: SaveTarget, answer: AnswerValue): void {
  const value = fieldAnswer(answer);
  if (target.kind === 'deal') {
    saveToDeal(turn, target.field, value);
    return;
  }
  if (!mayKeepPersonalData(turn)) return;
  if (target.kind === 'custom') {
    turn.contact.fields = { ...turn.contact.fields, [target.field]: value };
    turn.effects.push({ kind: 'customField', field: target.field, value });
    return;
  }
  const words = wordsOf(value);
  if (words === '') return;
  turn.contact[target.field] = words;
  turn.effects.push({ kind: 'field', field: target.field, value: words });
}

/** A value of the run's deal: kept until there is one where the flow is still to make it. */
function saveToDeal(turn: Turn, field: string, value: FieldAnswer): void {
  const { position, flow } = turn;
  if (!position.hasDeal && flow.makesDeal) {
    position.dealFields = { ...position.dealFields, [field]: value };
    return;
  }
  if (turn.deal) turn.deal = withField(turn.deal, field, value);
  turn.effects.push({ kind: 'dealField', run: position.run, field, value });
}

/** The deal is made, and what was kept for it is written. */
export function makeDeal(turn: Turn, made: Omit<DealFacts, 'fields'>): void {
  const { position } = turn;
  turn.effects.push({ kind: 'deal', run: position.run, ...made });
  turn.deal = { ...made, fields: {} };
  position.hasDeal = true;
  const { dealFields = {} } = position;
  delete position.dealFields;
  for (const [field, value] of Object.entries(dealFields)) saveToDeal(turn, field, value);
}

function withField(deal: DealFacts, field: string, value: FieldAnswer): DealFacts {
  if (field === 'title') return { ...deal, title: wordsOf(value) };
  if (field === 'amount') return typeof value === 'number' ? { ...deal, amount: value } : deal;
  return { ...deal, fields: { ...deal.fields, [field]: value } };
}

/** Whether personal data may be kept: by the latest word in this run, else by what was agreed to earlier. */
function mayKeepPersonalData({ library, flow, position, contact }: Turn): boolean {
  const frames = framesOf(position);
  for (let depth = frames.length - 1; depth >= 0; depth--) {
    const frame = frames[depth];
    const own = frame === position ? flow : frame && library.byRevision(frame.revision);
    const said = frame && own && saidIn(frame, own.personalDataConsents);
    if (said !== undefined) return said;
  }
  return contact.consents['personal-data']?.given === true;
}

function saidIn({ answers }: Frame, consents: readonly string[]): boolean | undefined {
  for (const step of consents) {
    const answer = findAnswer(answers, step);
    if (answer?.question !== undefined) return answer.value === true;
  }
  return undefined;
}
