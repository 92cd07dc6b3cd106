/** Tasks: their pages, the feed, reminders. */
export const tasks = {
  someDay: 'без срока',
  due: {
    today: 'сегодня',
    tomorrow: 'завтра',
    afterTomorrow: 'послезавтра',
    empty: 'Напишите, когда: «завтра 10», «через час», «в пятницу».',
    unread: 'Не понятно: «{{rest}}». Попробуйте «завтра 10», «пт 15:30» или «25.12 в 9».',
    past: 'Это уже прошло: {{said}}.',
    far: 'Слишком далеко: не дальше десяти лет.',
  },
};
