/** What a message was, where it has no words of its own. */
export const history = {
  /** Buttons that are more than the messenger shows at once. */
  page: { back: '‹ Back', more: 'More ›', of: 'Page {{page}} of {{pages}}' },
  tooBig: 'The file “{{name}}” ({{size}}) is bigger than can be sent here',
  kind: {
    text: 'Message',
    press: 'Button',
    media: 'File',
    photo: 'Photo',
    video: 'Video',
    videoNote: 'Video message',
    voice: 'Voice message',
    audio: 'Audio',
    document: 'File',
    sticker: 'Sticker',
    animation: 'Animation',
    contact: 'Contact',
    location: 'Place on the map',
    unsupported: 'A message that cannot be shown',
    event: 'Event',
  },
};
