/** What came of a mailing, and the page of a short address that leads nowhere. */
export const report = {
  link: {
    unknown: {
      title: 'По этой ссылке ничего нет',
      text: 'Возможно, она скопирована не целиком или сообщение уже изменили. Откройте её ещё раз из самого сообщения.',
    },
    tooMany: { title: 'Слишком много попыток', text: 'Подождите минуту и откройте ссылку ещё раз.' },
    away: { title: 'Сейчас не получилось', text: 'Подождите немного и откройте ссылку ещё раз.' },
  },
};
