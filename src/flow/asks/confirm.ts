import { z } from 'zod';
import { type Editable, editable } from '../editable.ts';
import type { AskButton, CompiledStep, QuestionBody, Reading, Turn } from '../engine.ts';
import { normalize } from '../normalize.ts';
import { readButton } from '../reading/read-button.ts';
import { readYesNo } from '../reading/read-yes-no.ts';
import { target, wording } from '../schema/parts.ts';
import type { Wording } from '../text/template.ts';
import { builtIn, render } from '../turn.ts';
import { defineAsk } from './ask.ts';

const answer = z.union([wording, z.strictObject({ label: wording.optional(), next: target.optional() })]);

/** Yes or no; with `edit` an earlier answer may be changed, and the way leads back here. */
export const askConfirm = defineAsk(
  'confirm',
  {
    edit: z.boolean().optional().describe('Offers to change any earlier answer instead of No'),
    yes: answer.optional().describe('Label of Yes, or { label, next }'),
    no: answer.optional().describe('Label of No, or { label, next }; without edit only'),
  },
  ({ edit = false, yes, no }, at, compiler): QuestionBody => {
    const sides = { yes: side(yes, 'yes'), no: side(no, 'no') };
    function side(raw: typeof yes, key: string): { label?: Wording; next?: string } {
      const isSide = typeof raw === 'object' && !Array.isArray(raw) && ('label' in raw || 'next' in raw);
      const { label, next } = isSide ? raw : { label: raw as z.infer<typeof wording> | undefined, next: undefined };
      compiler.target(next, [...at, key, 'next']);
      return { ...(label && { label: compiler.label(label, [...at, key]) }), ...(next !== undefined && { next }) };
    }
    function buttons(turn: Turn, step: CompiledStep): AskButton[][] {
      if (turn.position.choosing) return editButtons(turn);
      const words = (label: Wording | undefined, key: string) => (label ? render(turn, label, step).text : builtIn(turn, key));
      const first: AskButton = { label: words(sides.yes.label, edit ? 'button.allRight' : 'button.yes'), option: 'yes' };
      const second: AskButton = edit
        ? { label: builtIn(turn, 'button.change'), option: 'change' }
        : { label: words(sides.no.label, 'button.no'), option: 'no' };
      return [[first, second]];
    }
    return {
      exits: [sides.yes.next, ...(edit ? [] : [sides.no.next])],
      next: ({ value }) => (value === true ? sides.yes.next : sides.no.next),
      buttons,
      read(input, turn, step) {
        if (input.kind === 'option') return choose(input.option, edit, turn);
        if (input.kind !== 'text') return { kind: 'foreign' };
        const meant = turn.position.choosing ? readButton(buttons(turn, step), input.text) : undefined;
        if (meant !== undefined) return choose(meant, edit, turn);
        const said = readYesNo(input.text);
        if (edit && (said === false || isChange(input.text))) return choose('change', edit, turn);
        if (said !== undefined) return choose(said ? 'yes' : 'no', edit, turn);
        const named = readButton(buttons(turn, step), input.text);
        if (named !== undefined) return choose(named, edit, turn);
        return { kind: 'invalid', text: builtIn(turn, edit ? 'invalid.confirmOrChange' : 'invalid.confirm') };
      },
    };
  },
);

function choose(option: string, edit: boolean, turn: Turn): Reading {
  if (option === 'yes') return { kind: 'answer', value: true, text: builtIn(turn, 'button.yes') };
  if (option === 'no' && !edit) return { kind: 'answer', value: false, text: builtIn(turn, 'button.no') };
  if (!edit) return { kind: 'stale' };
  if (option === 'change') {
    if (editable(turn).length === 0) return { kind: 'foreign', text: builtIn(turn, 'nothingToChange') };
    turn.position.choosing = true;
    return { kind: 'more', text: { text: builtIn(turn, 'whatToChange') } };
  }
  const chosen = editable(turn).find(({ tag }) => option === `-${tag}`);
  return chosen ? { kind: 'edit', step: chosen.path } : { kind: 'stale' };
}

const isChange = (text: string): boolean =>
  ['исправить', 'изменить', 'поменять', 'change', 'edit', 'fix'].includes(normalize(text));

function editButtons(turn: Turn): AskButton[][] {
  return editable(turn).map(each => [{ label: shortName(turn, each), option: `-${each.tag}` }]);
}

const nameLength = 40;

/** The author's `title`, or as much of the question as a button shows. */
function shortName(turn: Turn, { step }: Editable): string {
  const wording = step.question?.title ?? step.question?.text;
  const text = wording ? (render(turn, wording, step).text.split('\n')[0] ?? '') : '';
  return text.length <= nameLength ? text : `${text.slice(0, nameLength - 1).trimEnd()}…`;
}
