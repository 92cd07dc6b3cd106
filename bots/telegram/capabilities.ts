import type { Capabilities } from '../../src/messages/index.ts';

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
  edit: true,
  delete: true,
  idempotent: false,
};
