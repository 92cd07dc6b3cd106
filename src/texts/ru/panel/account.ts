/** Signing in, the first visit, the profile. */
export const login = {
  title: 'Вход',
  email: 'Почта',
  password: 'Пароль',
  submit: 'Войти',
  wrong: 'Почта или пароль не подходят. Проверьте раскладку и попробуйте ещё раз.',
  ended: 'Сеанс закончился. Войдите снова — вернём на ту же страницу.',
};

export const setup = {
  title: 'Первый вход',
  intro: 'Здесь ещё нет ни одной учётной записи. Создайте свою: вы станете владельцем.',
  code: 'Код из журнала программы',
  codeHint: 'Программа напечатала его при запуске. После перезапуска код будет новым.',
  name: 'Как вас зовут',
  badEmail: 'Нужен адрес почты, например olga@example.org',
  passwordHint: 'От 8 до 200 знаков.',
  submit: 'Создать и войти',
};

export const settings = {
  sectionsLabel: 'Разделы настроек',
  sections: { me: 'Профиль' },
  title: 'Профиль',
  about: 'Обо мне',
  name: 'Имя',
  nameHint: 'Так вас видят клиенты в чате и коллеги в карточке.',
  role: 'Роль',
  language: 'Язык',
  theme: 'Оформление',
  enter: 'Клавиша Enter в ответе',
  enterSends: 'отправляет, Shift+Enter — новая строка',
  enterBreaks: 'новая строка, Ctrl+Enter отправляет',
  password: 'Пароль',
  passwordIntro: 'После смены пароля остальные устройства придётся подключить заново.',
  present: 'Нынешний пароль',
  next: 'Новый пароль',
  repeated: 'Новый пароль ещё раз',
  change: 'Сменить пароль',
  saved: 'Сохранено.',
  signOut: 'Выйти',
};
