import type { Capabilities, Messenger, MessengerName } from '../../messages/index.ts';

const megabyte = 1024 * 1024;

/**
 * What each messenger carries, for a simulation of one that this installation has not connected. A test holds it equal to what the
 * messengers say of themselves.
 */
const known: Record<MessengerName, Capabilities> = {
  telegram: {
    textLength: 4096,
    captionLength: 1024,
    buttons: { inline: { total: 100, rows: 100, perRow: 8 }, labelLength: 64, url: true, sharePhone: true, shareLocation: true },
    fileSize: { photo: 10 * megabyte, other: 50 * megabyte },
    edit: true,
    delete: true,
    idempotent: false,
  },
  vk: {
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
  },
  web: {
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
    edit: false,
    delete: false,
    idempotent: true,
  },
};

/** What a messenger carries: as the connected one says, otherwise as is known. */
export function capabilitiesOf(
  name: MessengerName,
  messengers: readonly Pick<Messenger, 'name' | 'capabilities'>[] = [],
): Capabilities {
  return messengers.find(messenger => messenger.name === name)?.capabilities ?? known[name];
}
