/** Tasks: their pages, the feed, reminders. */
export const tasks = {
  someDay: 'no date',
};
