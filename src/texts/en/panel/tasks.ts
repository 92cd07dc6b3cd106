/** Tasks: their pages, the feed, reminders. */
export const tasks = {
  someDay: 'no date',
  due: {
    today: 'today',
    tomorrow: 'tomorrow',
    afterTomorrow: 'the day after tomorrow',
    empty: 'Say when: “tomorrow 10”, “in an hour”, “friday”.',
    unread: 'Not clear: “{{rest}}”. Try “tomorrow 10”, “fri 15:30” or “25 dec 9am”.',
    past: 'That has passed already: {{said}}.',
    far: 'Too far away: ten years at most.',
  },
};
