/** What came of a mailing, and the page of a short address that leads nowhere. */
export const report = {
  link: {
    unknown: {
      title: 'There is nothing behind this link',
      text: 'Perhaps it was not copied as a whole, or the message has changed. Open it once more from the message itself.',
    },
    tooMany: { title: 'Too many tries', text: 'Wait a minute and open the link again.' },
    away: { title: 'It did not work just now', text: 'Wait a little and open the link again.' },
  },
};
