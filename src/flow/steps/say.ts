import { z } from 'zod';
import type { Button } from '../../messages/index.ts';
import { wishButton } from '../buttons.ts';
import type { At, Compiler } from '../compiler.ts';
import type { CompiledStep, Turn } from '../engine.ts';
import { say } from '../say.ts';
import { flowId, mediaShape, stepId, target, typing, typingMs, wording } from '../schema/parts.ts';
import { render } from '../turn.ts';
import { defineStep } from './define-step.ts';

const button = z.union([
  z.strictObject({ label: wording, url: z.url({ protocol: /^https?$/ }) }),
  z.strictObject({ label: wording, flow: flowId.describe('Id of the flow that it starts') }),
]);

/** Sends a message, with a file and with buttons that lead elsewhere. */
export const sayStep = defineStep(
  'say',
  z.strictObject({
    id: stepId.optional(),
    say: wording.describe('Text of the message; of a list one is picked'),
    ...mediaShape,
    buttons: z.array(button).min(1).optional().describe('Buttons that open a page or start a flow'),
    typing: typing.optional().describe('How long "typing…" is shown before it: 2s'),
    next: target.optional(),
  }),
  (own, at, compiler) => {
    const text = compiler.text(own.say, [...at, 'say']);
    const media = compiler.media(own, at);
    if (media) compiler.caption(text, [...at, 'say']);
    const buttons = (own.buttons ?? []).map((each, index) => compileButton(each, [...at, 'buttons', index], compiler));
    if (buttons.length > 0) compiler.buttons(buttons.length, [...at, 'buttons']);
    const typingFor = typingMs(own.typing);
    return {
      run(turn, step) {
        if (!turn.replaying) {
          const rows = buttons.map(make => [make(turn, step)]);
          say(turn, render(turn, text, step), { buttons: rows, media, typingFor });
        }
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
