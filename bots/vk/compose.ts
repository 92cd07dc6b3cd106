import type { Outgoing } from '../../src/messages/index.ts';
import { ourMark } from './our-mark.ts';
import { randomId } from './random-id.ts';
import { render } from './render.ts';

/** The parameters of one call of messages.send, without who gets it. */
export type Message = Record<string, string | number>;

/**
 * The calls that one of our messages becomes: one, or more where it is longer than VK takes. `key` decides the `random_id` of each, so
 * that all of it may be repeated.
 */
export function compose(message: Outgoing, attached: string[], key: string): Message[] {
  const { texts, keyboard } = render(message);
  const answered = Number(message.replyTo?.externalId);
  return texts.map((text, i) => {
    const isLast = i === texts.length - 1;
    return {
      random_id: randomId(i === 0 ? key : `${key}#${i}`),
      message: text,
      payload: ourMark,
      ...(i === 0 && answered > 0 && { reply_to: answered }),
      // A name that somebody typed must not call people into the dialog.
      disable_mentions: 1,
      ...(isLast && message.location && { lat: message.location.latitude, long: message.location.longitude }),
      ...(isLast && attached.length > 0 && { attachment: attached.join(','), dont_parse_links: 1 }),
      ...(isLast && keyboard && { keyboard }),
    };
  });
}
