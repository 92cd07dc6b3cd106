/** Tasks: their pages, the feed, reminders. */
export const tasks = {
  someDay: 'без срока',
};
