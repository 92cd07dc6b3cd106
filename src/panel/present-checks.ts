import type { MessengerName, SetupCheck } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import type { Viewer } from './viewer.ts';

const icons = { ok: 'circle-check', wrong: 'alert-triangle', unknown: 'help' } as const;
const colours = { ok: 'good', wrong: 'bad', unknown: 'off' } as const;

/** What was found about each thing that has to be right, in plain words; a name that the catalogue does not know is shown as it is. */
export function presentChecks({ language }: Viewer, name: MessengerName, checks: SetupCheck[]) {
  const wrong = checks.filter(({ state }) => state === 'wrong').length;
  return {
    isGood: checks.length > 0 && checks.every(({ state }) => state === 'ok'),
    ...(wrong > 0 && { wrong: t(language, 'panel:messengers.checks.wrong', { count: wrong }) }),
    rows: checks.map((check, i) => ({
      title: text(`${check.name}.title`) ?? check.name,
      colour: colours[check.state],
      icon: icons[check.state],
      state: t(language, `panel:messengers.checks.states.${check.state}`),
      ...(isRepeated(check, checks[i - 1]) ? {} : { ...(check.found && { found: check.found }), ...todo(check) }),
    })),
  };

  function todo(check: SetupCheck): { todo?: string } {
    if (check.state === 'ok') return {};
    const words = check.state === 'wrong' ? text(`${check.name}.wrong`) : t(language, 'panel:messengers.checks.unknown');
    return words ? { todo: words } : {};
  }

  function text(key: string): string | undefined {
    const full = `messengers.checks.${name}.${key}`;
    const found = t(language, `panel:${full}`);
    return found === full ? undefined : found;
  }
}

/** Behind one thing that is wrong a dozen cannot be asked, all for the same reason: it is said once. */
function isRepeated(check: SetupCheck, before: SetupCheck | undefined): boolean {
  return check.state === 'unknown' && before?.state === 'unknown' && check.found === before.found;
}
