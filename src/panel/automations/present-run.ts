import { type AutomationRun, type AutomationStep, automationLogText } from '../../automations/index.ts';
import type { Contact } from '../../contacts/index.ts';
import { maySeeContact } from '../card/may-see.ts';
import { contactName } from '../present-contact.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';
import { type Around, stepWords } from './say-chain.ts';
import { words } from './words.ts';

const colours: Record<AutomationRun['state'], string> = { waiting: 'wait', done: 'good', left: '', failed: 'bad' };

interface Shown extends Around {
  steps: ReadonlyMap<string, AutomationStep>;
  contact: Contact | undefined;
}

/** Somebody's way through an automation as a line of a list. */
export function presentRun(viewer: Viewer, run: AutomationRun, { steps, contact, ...around }: Shown) {
  const last = run.log.at(-1);
  const stands = run.state === 'waiting' && run.step !== undefined ? steps.get(run.step) : undefined;
  const isSeen = contact !== undefined && maySeeContact(viewer, contact);
  return {
    id: run.id,
    href: `/automations/${run.automation}/runs/${run.id}`,
    name: isSeen ? contactName(viewer, contact) : words(viewer, contact ? 'runs.hidden' : 'runs.gone'),
    ...(isSeen && { card: `/contacts/${contact.id}` }),
    state: { words: words(viewer, `runs.state.${run.state}`), colour: colours[run.state] },
    isWaiting: run.state === 'waiting',
    started: presentTime(viewer, run.startedAt),
    ...(stands && { step: lineOf(viewer, stands, around) }),
    ...(run.state === 'waiting' && run.wakeAt && { wakes: presentTime(viewer, run.wakeAt) }),
    ...(last && { last: automationLogText(viewer.language, last) }),
  };
}

/** Everything that was done with somebody, and what was not and why, oldest first. */
export function presentLog(viewer: Viewer, run: AutomationRun, { steps, ...around }: Omit<Shown, 'contact'>) {
  return run.log.map(line => {
    const step = line.step === undefined ? undefined : steps.get(line.step);
    return {
      text: automationLogText(viewer.language, line),
      when: presentTime(viewer, line.at),
      ...(step && { step: lineOf(viewer, step, around) }),
      ...(line.until && { until: presentTime(viewer, line.until) }),
      isBad: line.what === 'failed' || line.what === 'notSent' || line.what === 'notBegun',
    };
  });
}

function lineOf(viewer: Viewer, step: AutomationStep, around: Around): string {
  const { title, about } = stepWords(viewer, step, around);
  return about ? `${title} · ${about}` : title;
}
