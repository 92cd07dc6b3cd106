import { type Entity, fitMessage, type Outgoing, vkCapabilities } from '../../src/messages/index.ts';
import { renderKeyboard } from './render-keyboard.ts';

/** What becomes one call of messages.send; files are added by `send`. */
export interface VkParts {
  texts: string[];
  /** JSON, for the last part. */
  keyboard?: string;
}

/** Turns one of our messages into VK's words. VK knows no styles, so a link shows its address behind its text. */
export function render(message: Outgoing): VkParts {
  const { keyboard, addendum } = renderKeyboard(message.buttons ?? [], message.removeKeyboard ?? false);
  const words = spellOutLinks(message.text, message.entities ?? []) + addendum;
  // VK shows a place without a name of its own.
  const title = message.location?.title ?? '';
  return {
    texts: split(words && title ? `${words}\n${title}` : words + title),
    ...(keyboard && { keyboard: JSON.stringify(keyboard) }),
  };
}

/** From the last to the first, so that the offsets of those before stay true. */
function spellOutLinks(text: string, entities: Entity[]): string {
  const links = entities.filter(({ type, url }) => type === 'link' && url !== undefined).toSorted((a, b) => b.offset - a.offset);
  return links.reduce((result, { offset, length, url = '' }) => {
    const end = offset + length;
    return result.slice(offset, end) === url ? result : `${result.slice(0, end)} (${url})${result.slice(end)}`;
  }, text);
}

/** Spelled out links may make a text longer than it was when it was fitted. */
function split(text: string): string[] {
  return text.length <= vkCapabilities.textLength ? [text] : fitMessage({ text }, vkCapabilities).map(part => part.text);
}
