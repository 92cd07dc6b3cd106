import { type Language, t } from '../texts/index.ts';
import type { ButtonStep, DealButton } from './button.ts';

/** The buttons of the sales pipeline until somebody sets others: no answer on the phone, and an invoice that was sent. */
export function defaultButtons(language: Language): DealButton[] {
  const words = (key: string) => t(language, `panel:deals.defaults.${key}`, { interpolation: { prefix: '[[', suffix: ']]' } });
  const callAgain = (minutes: number): ButtonStep => ({
    task: { title: words('callAgain'), due: { kind: 'in', minutes } },
  });
  const noAnswer: ButtonStep[] = [
    callAgain(5),
    callAgain(30),
    callAgain(180),
    { task: { title: words('callAgain'), due: { kind: 'day', days: 1, at: '10:00' } } },
    { move: { stage: 'lost', reason: words('noAnswerReason') } },
  ];
  const invoice: ButtonStep[] = [
    {
      tag: { tag: words('invoiceTag'), on: 'deal' },
      task: { title: words('checkPayment'), due: { kind: 'day', days: 1, at: '10:00' } },
      message: words('invoiceMessage'),
    },
    { task: { title: words('checkPayment'), due: { kind: 'day', days: 2, at: '10:00' } } },
  ];
  return [
    { id: 'no-answer-new', stage: 'new', name: words('noAnswer'), steps: noAnswer },
    { id: 'take', stage: 'new', name: words('take'), steps: [{ move: { stage: 'in-work' } }] },
    { id: 'no-answer', stage: 'in-work', name: words('noAnswer'), steps: noAnswer },
    { id: 'invoice', stage: 'in-work', name: words('invoice'), steps: invoice },
  ];
}
