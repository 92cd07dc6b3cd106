import type { Capabilities } from './capabilities.ts';
import type { MessengerName } from './vocabulary.ts';

const megabyte = 1024 * 1024;

/**
 * What Telegram's Bot API 10.1 documents (https://core.telegram.org/bots/api); the length of a label and the number of buttons it
 * does not, so these are what clients show well and servers were seen to take.
 */
export const telegramCapabilities: Capabilities = {
  textLength: 4096,
  captionLength: 1024,
  buttons: {
    inline: { total: 100, rows: 100, perRow: 8 },
    labelLength: 64,
    url: true,
    sharePhone: true,
    shareLocation: true,
  },
  fileSize: { photo: 10 * megabyte, other: 50 * megabyte },
  album: { most: 10, mixed: false },
  location: true,
  batch: 1,
  edit: true,
  delete: true,
  // https://core.telegram.org/bots/api#deletemessage; a bot's own words in a private chat may be changed at any time.
  deleteHours: 48,
  idempotent: false,
};

/**
 * What VK documents: https://dev.vk.com/ru/method/messages.send and https://dev.vk.com/ru/api/bots/development/keyboard. A text beside
 * files is as long as any other. Phones cannot be shared there, so they have to be asked for in words.
 */
export const vkCapabilities: Capabilities = {
  textLength: 4096,
  captionLength: 4096,
  buttons: {
    inline: { total: 10, rows: 6, perRow: 5 },
    keyboard: { total: 40, rows: 10, perRow: 5 },
    labelLength: 40,
    url: true,
    sharePhone: false,
    shareLocation: true,
  },
  fileSize: { photo: 50 * megabyte, other: 200 * megabyte },
  // With a community's token nobody may upload videos or music: video.save and audio.save answer with error 27.
  onlyAsDocuments: ['video', 'audio'],
  album: { most: 10, mixed: true, buttons: true },
  location: true,
  batch: 25,
  edit: true,
  delete: true,
  // https://dev.vk.com/ru/method/messages.edit and messages.delete.
  editHours: 24,
  deleteHours: 24,
  idempotent: true,
};

/** What our own chat page shows well; it sets its own limits, nobody documents them for us. */
export const webCapabilities: Capabilities = {
  textLength: 10_000,
  captionLength: 10_000,
  buttons: {
    inline: { total: 100, rows: 50, perRow: 4 },
    labelLength: 100,
    url: true,
    sharePhone: false,
    shareLocation: false,
  },
  fileSize: { photo: 50 * megabyte, other: 50 * megabyte },
  album: { most: 10, mixed: true, buttons: true },
  location: true,
  batch: 1,
  edit: true,
  delete: true,
  idempotent: true,
};

/** What each messenger carries, whether this installation has connected it or not. */
export const knownCapabilities: Readonly<Record<MessengerName, Capabilities>> = {
  telegram: telegramCapabilities,
  vk: vkCapabilities,
  web: webCapabilities,
};
