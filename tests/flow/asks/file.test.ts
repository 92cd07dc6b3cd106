import { describe, expect, it } from 'vitest';
import { buildFlow, talk } from '../../support/flow.ts';

const question = (keys: string) =>
  buildFlow(`
  - { id: plan, ask: file, text: "План?", ${keys} }
  - { id: name, ask: text, text: "Имя?" }
  - say: "{{answers.plan}}"`);

describe('a question for a file', () => {
  it('keeps what the messenger told of it, and the words under it', () => {
    talk(
      question('accept: [image, document]'),
      '> привет\n< План?\n> (document план.pdf 2 MB: кухня)\n< Имя?\n> Анна\n< план.pdf (кухня)',
      {
        end: { answers: { plan: [{ id: 'file', kind: 'document', name: 'план.pdf', size: 2_097_152, caption: 'кухня' }] } },
      },
    );
  });

  it('refuses other kinds and what is too large, and tells what would do', () => {
    talk(
      question('accept: [image], maxMb: 5, attempts: { max: 9 }'),
      `
      > привет
      < План?
      > (voice)
      < Здесь подойдут только: фото.

      План?
      > (photo 6 MB)
      < Файл слишком большой: можно до 5 МБ.

      План?
      > потом пришлю
      < Здесь подойдут только: фото.

      План?
      > (sticker)
      < Здесь подойдут только: фото.

      План?
      > (document фасад.JPG)
      < Имя?`,
    );
  });

  it('collects several, one by one or as an album, until Done or the last', () => {
    talk(
      question('accept: [image], count: 3'),
      `
      > привет
      < План?
      > готово
      < Здесь подойдут только: фото.

      План?
      > (photo)
      < Есть 1 файл. Пришлите ещё или нажмите «Готово».
      [Готово]
      > (voice)
      < Здесь подойдут только: фото. Есть 1 файл. Пришлите ещё или нажмите «Готово».
      > [Готово]
      < Имя?
      > Анна
      < фото`,
    );
    talk(
      question('count: { min: 2, max: 3 }'),
      `
      > привет
      < План?
      > (photo)
      < Есть 1 из 2. Пришлите ещё.
      > (photo + photo + photo + photo)
      < Можно прислать 3 файла, остальные не взял.

      Имя?
      > Анна
      < фото, фото, фото`,
    );
  });

  it('keeps the files through a pause with people, and forgets them when the person goes back', () => {
    const flow = buildFlow(`
      - { id: name, ask: text, text: "Имя?" }
      - { id: plan, ask: file, text: "План?", count: 3 }`);
    const first = '> привет\n< Имя?\n> Анна\n< План?\n> (photo)\n< Есть 1 файл.…\n';
    talk(flow, `${first}> оператор\n< …\n> (given back)\n< Я снова на связи.\n\nПлан?\n[Готово]\n> готово\n< Готово, спасибо!`);
    talk(flow, `${first}> назад\n< Имя?\n> Пётр\n< План?\n> готово\n< Здесь нужен файл…`);
  });

  it('writes the names to a field of the card', () => {
    const flow = buildFlow(`
      - { id: ok, ask: consent, kind: personal-data, text: "Можно?" }
      - { id: plan, ask: file, text: "План?", save: contact.fields.plan }`);
    talk(flow, '> привет\n< …\n> да\n< План?\n> (document план.pdf)\n< …', { end: { fields: { plan: ['план.pdf'] } } });
  });
});

describe('a question for a place', () => {
  const place = buildFlow(`
    - { id: where, ask: location, text: "Где?" }
    - { id: name, ask: text, text: "Имя?" }
    - say: "{{answers.where}}"`);

  it('has a button where the messenger can share a place', () => {
    expect(talk(place, '> привет\n< Где?\n[Отправить место]\n> [Отправить место]\n< Имя?')).toContain('Имя?');
    talk(place, '> привет\n< Где?\n> (location 59.93, 30.31)\n< …\n> Анна\n< 59.93, 30.31', {
      messenger: 'web',
      end: { answers: { where: { lat: 59.93, lon: 30.31, text: '59.93, 30.31' } } },
    });
  });

  it('takes an address in words, coordinates, and a link of a map', () => {
    talk(place, '> привет\n< Где?\n> 42\n< Не вижу адреса.…\n> ул. Лесная, 5, кв. 12\n< Имя?\n> Анна\n< ул. Лесная, 5, кв. 12');
    talk(place, '> привет\n< Где?\n> https://yandex.ru/maps/213/moscow/?ll=37.617300%2C55.755800&z=12\n< …', {
      end: { waits: 'name' },
    });
  });

  it('writes the words of it to the card', () => {
    const flow = buildFlow(`
      - { id: ok, ask: consent, kind: personal-data, text: "Можно?" }
      - { id: where, ask: location, text: "Где?", save: contact.city, share: false }`);
    talk(flow, '> привет\n< …\n> да\n< Где?\n> Тверь\n< …', { end: { city: 'Тверь', answers: { where: { text: 'Тверь' } } } });
  });
});
