import { stringify } from 'yaml';

type Word = 'confirmFlow' | 'moveFlow' | 'cancelFlow' | 'confirmed' | 'when' | 'moved' | 'cancelled' | 'moveTask' | 'cancelTask';
type Words = Record<Word, string>;

/** The questionnaires behind the buttons of a reminder of an appointment. `staff`: the words that managers read. */
export function visitFlows(
  tag: string,
  { title, staff }: { title: { ru: Words; en: Words }; staff: Words },
): { id: string; yaml: string }[] {
  const both = (word: Word) => ({ ru: title.ru[word], en: title.en[word] });
  const flow = (id: string, name: string, steps: object[]) => ({
    id,
    yaml: stringify({ id, title: name, language: 'ru', again: 'restart', steps }),
  });
  const task = (words: string) => ({ task: { title: words, due: '1h', to: 'owner' } });
  return [
    flow('visit-confirm', staff.confirmFlow, [
      { id: 'mark', do: [{ tag }] },
      { id: 'thanks', say: both('confirmed') },
    ]),
    flow('visit-move', staff.moveFlow, [
      { id: 'unmark', do: [{ untag: tag }] },
      { id: 'when', ask: 'text', text: both('when'), max: 300 },
      { id: 'task', do: [task(`${staff.moveTask}: {{contact.name | default: '?'}}, {{answers.when}}`)] },
      { id: 'thanks', say: both('moved') },
    ]),
    flow('visit-cancel', staff.cancelFlow, [
      { id: 'unmark', do: [{ untag: tag }] },
      { id: 'task', do: [task(`${staff.cancelTask}: {{contact.name | default: '?'}}`)] },
      { id: 'bye', say: both('cancelled') },
    ]),
  ];
}
