/** What a message was, where it has no words of its own. */
export const history = {
  /** Buttons that are more than the messenger shows at once. */
  page: { back: '‹ Назад', more: 'Ещё ›', of: 'Страница {{page}} из {{pages}}' },
  tooBig: 'Файл «{{name}}» ({{size}}) больше, чем можно отправить здесь',
  kind: {
    text: 'Сообщение',
    press: 'Кнопка',
    media: 'Файл',
    photo: 'Фото',
    video: 'Видео',
    videoNote: 'Видеосообщение',
    voice: 'Голосовое сообщение',
    audio: 'Аудио',
    document: 'Файл',
    sticker: 'Стикер',
    animation: 'Анимация',
    contact: 'Контакт',
    location: 'Место на карте',
    unsupported: 'Сообщение, которое нельзя показать',
    event: 'Событие',
  },
};
