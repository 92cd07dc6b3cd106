import { type Language, t } from '../texts/index.ts';

/** Words for why a delivery waits or was not sent; whatever else stands there is the messenger's own sentence. */
export const deliveryReasons = [
  'quietHours',
  'liveConversation',
  'tooOften',
  'noContact',
  'deleted',
  'blocked',
  'denied',
  'neverStarted',
  'noConsent',
  'unsubscribed',
  'topicUnwanted',
  'expired',
  'noMessenger',
  'control',
  'contentGone',
  'otherAccount',
  'notConnected',
  'interrupted',
  'internal',
  'cancelled',
  'left',
  'merged',
  'trial',
  'pause',
] as const;

export function reasonText(language: Language, reason: string): string {
  const known = deliveryReasons.find(each => each === reason);
  return known ? t(language, `panel:deliveries.reason.${known}`) : reason;
}
