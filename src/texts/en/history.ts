/** What a message was, where it has no words of its own. */
export const history = {
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
