/** The page of what the program does by the clock. */
export const jobs = {
  title: 'Фоновые работы',
  intro:
    'Что программа делает по часам, без людей. Новое находится и подхватывается само; здесь видно, если что-то не получается.',
  caption: 'Фоновые работы',
  failing_one: '{{count}} работа не получилась. Её повторят в своё время.',
  failing_few: '{{count}} работы не получились. Их повторят в своё время.',
  failing_many: '{{count}} работ не получилось. Их повторят в своё время.',
  failing_other: '{{count}} работы не получилось. Их повторят в своё время.',
  fine_one: 'Всё идёт своим чередом: {{count}} работа.',
  fine_few: 'Всё идёт своим чередом: {{count}} работы.',
  fine_many: 'Всё идёт своим чередом: {{count}} работ.',
  fine_other: 'Всё идёт своим чередом: {{count}} работы.',
  what: 'Работа',
  last: 'Последний раз',
  took: 'Длилось',
  next: 'Следующий раз',
  never: 'ещё не было',
  now: 'идёт сейчас',
  run: 'Выполнить сейчас',
  runHint: 'Выполнить сейчас: {{title}}',
  failedAt: 'Не получилось',
  noReason: 'причина не указана',
  failures_one: 'всего не получалось {{count}} раз',
  failures_few: 'всего не получалось {{count}} раза',
  failures_many: 'всего не получалось {{count}} раз',
  failures_other: 'всего не получалось {{count}} раза',
  empty: {
    title: 'Работ пока нет',
    text: 'Они появятся, когда запустится процесс с работами (RUN=jobs).',
  },
  every: {
    second_one: 'каждую секунду',
    second_few: 'каждые {{count}} секунды',
    second_many: 'каждые {{count}} секунд',
    second_other: 'каждые {{count}} секунды',
    minute_one: 'каждую минуту',
    minute_few: 'каждые {{count}} минуты',
    minute_many: 'каждые {{count}} минут',
    minute_other: 'каждые {{count}} минуты',
    hour_one: 'каждый час',
    hour_few: 'каждые {{count}} часа',
    hour_many: 'каждые {{count}} часов',
    hour_other: 'каждые {{count}} часа',
    day_one: 'каждый день',
    day_few: 'каждые {{count}} дня',
    day_many: 'каждые {{count}} дней',
    day_other: 'каждые {{count}} дня',
  },
  names: {
    leases: {
      recover: 'Подхватить начатое другими процессами',
    },
    automations: {
      work: 'Шаги автоматизаций',
    },
    broadcasts: {
      tick: 'Рассылки: планирование и ход',
    },
    duplicates: {
      find: 'Поиск похожих карточек',
    },
    trash: {
      empty: 'Очистка корзины',
    },
    people: {
      erase: 'Стирание данных людей',
    },
    retention: {
      sweep: 'Сроки хранения',
    },
    search: {
      index: 'Поиск по сообщениям',
    },
    segments: {
      traits: 'Данные для сегментов',
      moves: 'Кто вошёл в сегмент и вышел',
      scores: 'RFM и ABC',
    },
    mailings: {
      attribute: 'Ответы и сделки после рассылок',
    },
    merges: {
      work: 'Объединение карточек',
    },
    flows: {
      move: 'Перевод людей на новую версию сценария',
      due: 'Напоминания и ожидания в сценариях',
    },
    webhooks: {
      call: 'Запросы сценариев к другим программам',
      tell: 'Вебхуки о событиях',
    },
    replies: {
      due: 'Отложенные ответы',
    },
    alerts: {
      tell: 'Уведомления сотрудникам',
    },
    conversations: {
      handOut: 'Раздача диалогов',
      return: 'Возврат диалогов боту',
    },
    tasks: {
      remind: 'Напоминания о задачах',
    },
    files: {
      fetch: 'Загрузка файлов клиентов',
      sweep: 'Уборка ненужных файлов',
    },
    audit: {
      sweep: 'Уборка журнала',
    },
    contacts: {
      grade: 'Температура и категория',
      renew: 'Обновление карточек',
    },
    imports: {
      work: 'Импорт',
      sweep: 'Уборка после импорта',
    },
    deals: {
      open: 'Счёт открытых сделок',
      orders: 'Заказы из выигранных сделок',
      buttons: 'Кнопки сделок',
      nextSteps: 'Сделки без следующего шага',
    },
  },
};
