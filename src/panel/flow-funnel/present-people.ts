import type { QuestionFact } from '../../analytics/index.ts';
import type { Contact } from '../../contacts/index.ts';
import { t } from '../../texts/index.ts';
import { contactName, presentAvatar } from '../present-contact.ts';
import { presentMessengerMark } from '../present-messenger.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';
import { presentSeconds } from './present-funnel.ts';

/** Somebody whom a number of the funnel counts: what became of the question, and what was refused of them. */
export function presentPerson(viewer: Viewer, fact: QuestionFact, contact: Contact | undefined) {
  const name = contactName(viewer, contact);
  const took = fact.answeredAt && (fact.answeredAt.getTime() - fact.at.getTime()) / 1000;
  return {
    name,
    href: `/contacts/${fact.contact}`,
    avatar: presentAvatar(fact.contact, name),
    messenger: presentMessengerMark(viewer, fact.messenger),
    seen: presentTime(viewer, fact.at),
    state: t(viewer.language, `panel:funnel.states.${fact.state}`),
    ...(fact.state === 'answered' && took !== undefined && { took: presentSeconds(viewer, took) }),
    ...(fact.source && { source: fact.source }),
    refused: (fact.words ?? []).map(({ text }) => text),
  };
}
