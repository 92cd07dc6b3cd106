/** What people of the staff read in their own messenger. */
export const alerts = {
  linked: 'Done: notifications come here while the panel is closed. What comes and when is up to you, in the panel.',
  linkOld: 'This link is out of date. Open Settings → Notifications in the panel and press Connect once more.',
  answerInPanel: 'Only notifications come here. To answer the customer, open the conversation in the panel.',
  somebody: 'No name',
  away: {
    mine: '{{who}} writes to you',
    queue: '{{who}} waits for an answer',
    mention: '{{who}} mentions you in a note',
    notice: 'A flow asks you to look: {{who}}',
    task: 'A task is due',
    held: 'A scheduled reply was not sent: {{who}}',
    more_one: 'And {{count}} more conversation.',
    more_other: 'And {{count}} more conversations.',
  },
};
