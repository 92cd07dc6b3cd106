import type { Lack, OutgoingAttachment } from './vocabulary.ts';

/** What a messenger can carry. Lengths are UTF-16 units of the rendered text, sizes bytes. */
export interface Capabilities {
  textLength: number;
  captionLength: number;
  buttons: {
    /** Buttons that hang under one message. */
    inline: { total: number; rows: number; perRow: number };
    /** Buttons in place of the phone's keyboard, used when the inline ones do not suffice; absent where there is no such thing. */
    keyboard?: { total: number; rows: number; perRow: number };
    labelLength: number;
    url: boolean;
    sharePhone: boolean;
    shareLocation: boolean;
  };
  /** The largest file we may send. */
  fileSize: { photo: number; other: number };
  /** What it takes only as a document; absent where it takes each file as what it is. */
  onlyAsDocuments?: readonly OutgoingAttachment['kind'][];
  /** How many files one message carries; `mixed`: of any kinds, else photos with videos, documents with documents, audio with audio, a voice note alone. */
  album: {
    most: number;
    mixed: boolean;
    /** Buttons hang under an album as well; otherwise under a message behind it. */
    buttons?: boolean;
  };
  location: boolean;
  /** How many messages one call of `sendMany` takes; 1 where there is no such thing. */
  batch: number;
  edit: boolean;
  delete: boolean;
  /** For so many hours after it was sent a message may be changed, and taken back; absent where there is no such limit. */
  editHours?: number;
  deleteHours?: number;
  /** Sending twice with one key is sending once, so an attempt whose answer was lost may be repeated. */
  idempotent: boolean;
}

const noButtons: Capabilities['buttons']['inline'] = { total: 0, rows: 0, perRow: 1 };

/** What a messenger can carry to somebody whose app is without some of it: buttons that it does not show become words. */
export function capabilitiesOf(can: Capabilities, lacks: readonly Lack[] = []): Capabilities {
  if (lacks.length === 0) return can;
  const { keyboard, ...buttons } = can.buttons;
  const hasButtons = !lacks.includes('buttons');
  return {
    ...can,
    buttons: {
      ...buttons,
      ...(hasButtons ? keyboard && { keyboard } : { inline: noButtons }),
      url: can.buttons.url && hasButtons && !lacks.includes('links'),
      sharePhone: can.buttons.sharePhone && hasButtons,
      shareLocation: can.buttons.shareLocation && hasButtons && !lacks.includes('location'),
    },
  };
}
