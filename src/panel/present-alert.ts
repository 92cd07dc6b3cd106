import { z } from 'zod';
import { type Alert, alertKinds } from '../alerts/index.ts';
import type { GivenSignal } from '../signals/index.ts';
import { t } from '../texts/index.ts';
import { presentPersonal, type Reader } from './present-phone.ts';
import type { Viewer } from './viewer.ts';

/** A notification of the browser. */
export function presentAlert(viewer: Pick<Viewer, 'language'> & Reader, { key, kind, who, text, conversation, href }: Alert) {
  const { language } = viewer;
  const name = presentPersonal(viewer, who) || t(language, 'alerts:somebody');
  return {
    key,
    conversation,
    href: href ?? `/inbox/${conversation}`,
    title: t(language, `alerts:away.${kind}`, { who: name }),
    text: presentPersonal(viewer, text),
  };
}

const facts = z.object({
  key: z.string(),
  kind: z.enum(alertKinds),
  conversation: z.string(),
  href: z.string().startsWith('/').optional(),
  who: z.string(),
  text: z.string(),
});

/** The call to somebody that a signal carries; nothing when it is none. */
export function calledOf({ about, at, facts: given }: GivenSignal): Alert | undefined {
  const { success, data } = facts.safeParse(given);
  if (!success || about === undefined) return undefined;
  const { href, ...rest } = data;
  return { ...rest, ...(href && { href }), staff: about, at };
}
