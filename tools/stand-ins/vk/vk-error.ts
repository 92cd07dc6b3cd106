/** Texts of https://github.com/VKCOM/vk-api-schema (errors.json). */
const texts: Record<number, string> = {
  1: 'Unknown error occurred',
  3: 'Unknown method passed',
  5: 'User authorization failed: invalid access_token (4).',
  6: 'Too many requests per second',
  7: 'Permission to perform this action is denied',
  8: 'Invalid request',
  9: 'Flood control',
  10: 'Internal server error',
  12: 'Unable to compile code',
  13: 'Runtime error occurred during code invocation',
  14: 'Captcha needed',
  15: 'Access denied',
  18: 'User was deleted or banned',
  27: 'Group authorization failed: invalid access_token (4).',
  28: 'Application authorization failed: access_token has expired.',
  29: 'Rate limit reached',
  100: 'One of the parameters specified was missing or invalid',
  113: 'Invalid user id',
  129: 'Invalid photo',
  1150: 'Invalid document id',
  900: "Can't send messages for users from blacklist",
  901: "Can't send messages for users without permission",
  902: "Can't send messages to this user due to their privacy settings",
  909: "Can't edit this message, because it's too old",
  911: 'Keyboard format is invalid',
  912: 'This is a chat bot feature, change this status in settings',
  914: 'Message is too long',
  917: "You don't have access to this chat",
  920: "Can't edit this kind of message",
  922: 'You left this chat',
  924: "Can't delete this message for everybody",
  925: 'You are not admin of this chat',
  936: 'Contact not found',
  943: 'Cannot use this intent',
  944: 'Limits overflow for this intent',
  945: 'Chat was disabled',
  946: 'Chat not supported',
  950: 'Cannot send message due to reply timed out',
  983: "You can't access donut chat without subscription",
  984: 'You has spam restriction',
  1012: 'Cannot send message, writing is disabled for this chat',
  1021: 'There is no conversation with this user',
  2000: 'Servers number limit is reached',
};

const captcha = {
  captcha_sid: '239633676097',
  captcha_img: 'https://api.vk.com/captcha.php?sid=239633676097&s=1',
  redirect_uri: 'https://id.vk.ru/not_robot_captcha?domain=vk.com&session_token=demo',
};

/** A refusal, as VK words it. */
export class VkError extends Error {
  readonly code: number;

  constructor(code: number, message = texts[code] ?? 'Unknown error occurred') {
    super(message);
    this.code = code;
  }

  /** What comes beside the text. */
  get extra(): Record<string, string> {
    return this.code === 14 ? captcha : {};
  }
}

/** Error 100, with what is wrong after the usual words. */
export const invalidParameter = (what: string) => new VkError(100, `${texts[100]}: ${what}`);
