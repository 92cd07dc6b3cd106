import type { Capabilities } from '../../src/messages/index.ts';

const megabyte = 1024 * 1024;

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
  edit: false,
  delete: true,
  idempotent: true,
};
