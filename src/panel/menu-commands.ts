import type { MenuCommand } from '../messages/index.ts';
import { languages, t } from '../texts/index.ts';

/** The words that the program understands in every conversation (src/flow/words.ts), as a messenger's menu shows them. */
const names = ['start', 'menu', 'back', 'operator', 'stop'] as const;

export function menuCommands(): MenuCommand[] {
  return names.map(name => ({
    name,
    description: Object.fromEntries(languages.map(language => [language, t(language, `panel:messengers.menu.${name}`)])),
  }));
}
