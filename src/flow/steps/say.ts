import { z } from 'zod';
import type { Button } from '../../messages/index.ts';
import { wishButton } from '../buttons.ts';
import type { At, Compiler } from '../compiler.ts';
import type { CompiledStep, Turn } from '../engine.ts';
import { say } from '../say.ts';
import { flowId, stepId, target, wording } from '../schema/parts.ts';
import { render } from '../turn.ts';
import { defineStep } from './define-step.ts';

const button = z.union([
  z.strictObject({ label: wording, url: z.url({ protocol: /^https?$/ }) }),
  z.strictObject({ label: wording, flow: flowId.describe('Id of the flow that it starts') }),
]);

/** Sends a message, with buttons that lead elsewhere. */
export const sayStep = defineStep(
  'say',
  z.strictObject({
    id: stepId.optional(),
    say: wording.describe('Text of the message; of a list one is picked'),
    buttons: z.array(button).min(1).optional().describe('Buttons that open a page or start a flow'),
    next: target.optional(),
  }),
  (own, at, compiler) => {
    const text = compiler.text(own.say, [...at, 'say']);
    const buttons = (own.buttons ?? []).map((each, index) => compileButton(each, [...at, 'buttons', index], compiler));
    if (buttons.length > 0) compiler.buttons(buttons.length, [...at, 'buttons']);
    return {
      run(turn, step) {
        if (!turn.replaying) say(turn, render(turn, text, step), { buttons: buttons.map(make => [make(turn, step)]) });
        return { kind: 'go', ...(own.next !== undefined && { to: own.next }) };
      },
    };
  },
);

type MakeButton = (turn: Turn, step: CompiledStep) => Button;

function compileButton(raw: z.infer<typeof button>, at: At, compiler: Compiler): MakeButton {
  const label = compiler.label(raw.label, [...at, 'label']);
  if ('url' in raw) return (turn, step) => ({ label: render(turn, label, step).text, action: { kind: 'url', url: raw.url } });
  compiler.startsFlow(raw.flow, [...at, 'flow']);
  return (turn, step) => wishButton(render(turn, label, step).text, 'start', raw.flow);
}
