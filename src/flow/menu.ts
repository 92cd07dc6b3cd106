import type { Button } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import { wishButton } from './buttons.ts';
import type { CompiledFlow, FlowLanguage, FlowLibrary } from './engine.ts';

/** As many as fit under one message with the four of our own. */
const menuLimit = 6;

/** Buttons for everything that can be done here besides the run that goes on: other flows, and people. */
export function menuRows(
  library: FlowLibrary,
  { flow, language }: { flow?: CompiledFlow | undefined; language: FlowLanguage },
): Button[][] {
  const others = library.all.filter(({ id, start }) => id !== flow?.id && isOpen(start)).slice(0, menuLimit);
  return [
    ...others.map(each => [wishButton(titleIn(each, language), 'start', each.id)]),
    [wishButton(t(language, 'flow:button.operator'), 'operator')],
  ];
}

/** The title in a language, else in the flow's own. */
export function titleIn({ titles, title }: CompiledFlow, language: FlowLanguage): string {
  return titles[language] ?? title;
}

/** A flow that only a link leads to is not offered to everybody. */
function isOpen(start: CompiledFlow['start']): boolean {
  return start.default || start.commands.length > 0 || start.keywords.length > 0;
}
