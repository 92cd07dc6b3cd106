import { reasonText } from '../deliveries/index.ts';
import { type Language, t } from '../texts/index.ts';
import type { LogLine } from './automation.ts';
import type { AutomationProblem } from './problems-of.ts';

/** What is wrong and what to do about it, in the reader's words. */
export function automationProblemText(language: Language, { code, facts, content, rule }: AutomationProblem): string {
  const why = content?.say[language] ?? rule?.text[language];
  return t(language, `panel:automationProblems.${code}`, { ...facts, ...(why !== undefined && { why }) });
}

/** A line of a log: what was done, or why it was not. */
export function automationLogText(language: Language, { what, reason }: LogLine): string {
  const done = t(language, `panel:automationLog.what.${what}`);
  return reason === undefined ? done : `${done}: ${automationReasonText(language, reason)}`;
}

/** Why; a word of the policy's, or a messenger's own sentence, as the ledger of deliveries says it. */
export function automationReasonText(language: Language, reason: string): string {
  const known = reasons.find(each => each === reason);
  return known ? t(language, `panel:automationLog.reason.${known}`) : reasonText(language, reason);
}

const reasons = [
  'condition',
  'again',
  'stillIn',
  'tooSoon',
  'circle',
  'exitRule',
  'exitStep',
  'dateMissed',
  'deleted',
  'switchedOff',
  'removed',
  'peopleSpeak',
  'notBegun',
  'unknownFlow',
  'noMessenger',
  'unknownStaff',
  'byHand',
  'takenOut',
  'error',
] as const;
