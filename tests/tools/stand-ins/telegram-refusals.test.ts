import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Customer, startTelegramStandIn, type TelegramStandIn } from '../../../tools/stand-ins/index.ts';
import { readPayload } from '../../support/read-payload.ts';
import { callTelegram } from './call.ts';

let telegram: TelegramStandIn;
let anna: Customer;

beforeAll(async () => {
  telegram = await startTelegramStandIn({ limits: false });
  anna = telegram.customer({ firstName: 'Анна', started: true });
});
afterAll(() => telegram.stop());

const call = (method: string, params: unknown = {}) => callTelegram(telegram, method, params);
const describedBy = (number: string) => {
  const payload = readPayload('telegram', number);
  return typeof payload === 'object' && payload !== null && 'description' in payload ? payload.description : undefined;
};
const send = (params: object) => call('sendMessage', { chat_id: anna.id, ...params });
const withMarkup = (markup: unknown) => send({ text: 'Вопрос', reply_markup: markup });
const withButton = (button: object) => withMarkup({ inline_keyboard: [[button]] });

describe('a call that Telegram does not know', () => {
  it('is 401 with another token', async () => {
    const { status, body } = await callTelegram({ url: telegram.url, token: '1:wrong' }, 'getMe');
    expect(status).toBe(401);
    expect(body).toEqual(readPayload('telegram', '67'));
  });

  it('is 404 with an unknown method', async () => {
    expect(await call('logOutEverybody')).toEqual({
      status: 404,
      body: { ok: false, error_code: 404, description: 'Not Found' },
    });
  });

  it('takes methods in any case, as a query and as a form', async () => {
    const query = await fetch(`${telegram.url}/bot${telegram.token}/GETME?x=1`);
    expect(await query.json()).toMatchObject({ ok: true, result: { is_bot: true } });
    const form = new URLSearchParams({ chat_id: String(anna.id), text: 'форма', reply_markup: '{"remove_keyboard":true}' });
    const sent = await fetch(`${telegram.url}/bot${telegram.token}/sendMessage`, { method: 'POST', body: form });
    expect(await sent.json()).toMatchObject({ ok: true, result: { text: 'форма' } });
  });
});

describe('people who cannot be reached', () => {
  it('are refused as whoever they are', async () => {
    const stranger = telegram.customer({ firstName: 'Борис' });
    const gone = telegram.customer({ firstName: 'Вера', started: true });
    const blocker = telegram.customer({ firstName: 'Глеб', started: true });
    gone.deletesAccount();
    await blocker.blocks();
    expect((await call('sendMessage', { chat_id: 5, text: 'а' })).body).toEqual(readPayload('telegram', '63'));
    expect((await call('sendMessage', { chat_id: stranger.id, text: 'а' })).body).toEqual(readPayload('telegram', '72'));
    expect((await call('sendMessage', { chat_id: gone.id, text: 'а' })).body).toEqual(readPayload('telegram', '62'));
    expect((await call('sendMessage', { chat_id: blocker.id, text: 'а' })).body).toEqual(readPayload('telegram', '61'));
  });

  it('are reached again after they unblock', async () => {
    const dina = telegram.customer({ firstName: 'Дина', started: true });
    await dina.blocks();
    await dina.unblocks();
    expect((await call('sendMessage', { chat_id: dina.id, text: 'а' })).status).toBe(200);
  });

  it('are told where a group went', async () => {
    const group = telegram.group();
    const supergroup = group.migrates();
    const { body } = await call('sendMessage', { chat_id: group.id, text: 'а' });
    expect(body).toEqual({
      ok: false,
      error_code: 400,
      description: describedBy('64'),
      parameters: { migrate_to_chat_id: supergroup },
    });
    expect((await call('sendMessage', { chat_id: supergroup, text: 'а' })).status).toBe(200);
  });
});

describe('texts', () => {
  const refusals: [string, object, string][] = [
    ['nothing', {}, 'message text is empty'],
    ['blanks', { text: ' \n ' }, 'text must be non-empty'],
    ['4097 units', { text: 'ы'.repeat(4097) }, 'message is too long'],
    ['an unknown mode', { text: 'а', parse_mode: 'BB' }, 'unsupported parse_mode'],
    [
      'HTML left open',
      { text: '<b>а', parse_mode: 'HTML' },
      'can\'t parse entities: Can\'t find end tag corresponding to start tag "b"',
    ],
    [
      'an unknown tag',
      { text: 'я <p>а</p>', parse_mode: 'HTML' },
      'can\'t parse entities: Unsupported start tag "p" at byte offset 3',
    ],
    [
      'crossed tags',
      { text: '<b><i>test</b></i>', parse_mode: 'HTML' },
      'can\'t parse entities: Unmatched end tag at byte offset 10, expected "</i>", found "</b>"',
    ],
    [
      'bold left open',
      { text: '*а', parse_mode: 'MarkdownV2' },
      "can't parse entities: Can't find end of Bold entity at byte offset 0",
    ],
    [
      'a mark left open in another',
      { text: '*bold _italic\\_*', parse_mode: 'MarkdownV2' },
      "can't parse entities: Can't find end of Bold entity at byte offset 15",
    ],
    [
      'an entity behind the end',
      { text: 'hello', entities: [{ type: 'bold', offset: 100, length: 1 }] },
      'entity begins after the end of the text at UTF-16 offset 100',
    ],
    [
      'an entity too long',
      { text: 'hello', entities: [{ type: 'bold', offset: 0, length: 100 }] },
      'entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100',
    ],
    [
      'half an emoji',
      { text: '👍👍', entities: [{ type: 'bold', offset: 0, length: 1 }] },
      'entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at UTF-16 offset 1',
    ],
    [
      'an unknown entity',
      { text: 'hello', entities: [{ type: 'big', offset: 0, length: 1 }] },
      "can't parse MessageEntity: Unsupported type specified",
    ],
    [
      'a wrong link',
      { text: 'click', entities: [{ type: 'text_link', offset: 0, length: 5, url: 'not-a-url' }] },
      "entity URL 'not-a-url' is invalid: Wrong HTTP URL",
    ],
  ];
  it.each(refusals)('refuses %s', async (_what, params, description) => {
    expect((await send(params)).body).toEqual({ ok: false, error_code: 400, description: `Bad Request: ${description}` });
  });

  it('refuses a full stop that MarkdownV2 reserves', async () => {
    expect((await send({ text: 'hello.', parse_mode: 'MarkdownV2' })).body).toEqual(readPayload('telegram', '70'));
  });

  it('counts 4096 after parsing', async () => {
    expect((await send({ text: `<b>${'ы'.repeat(4096)}</b>`, parse_mode: 'HTML' })).status).toBe(200);
  });

  it('turns markup into entities', async () => {
    const html = await send({
      text: 'a &lt; <b>b<i>c</i></b> <a href="https://example.org/?a=1&amp;b=2">d</a>',
      parse_mode: 'HTML',
    });
    expect(html.body.result).toMatchObject({
      text: 'a < bc d',
      entities: [
        { type: 'bold', offset: 4, length: 2 },
        { type: 'italic', offset: 5, length: 1 },
        { type: 'text_link', offset: 7, length: 1, url: 'https://example.org/?a=1&b=2' },
      ],
    });
    const markdown = await send({
      text: '*b* _i_ __u__ ||s|| `c` [l](https://example.org/\\)) 1\\.\n>q',
      parse_mode: 'MarkdownV2',
    });
    expect(markdown.body.result).toMatchObject({ text: 'b i u s c l 1.\nq', entities: { length: 7 } });
  });
});

describe('buttons', () => {
  const refusals: [string, unknown, string][] = [
    ['text that is no JSON', '{', "can't parse reply keyboard markup JSON object"],
    ['a list', [], 'object expected as reply markup'],
    ['rows that are none', { inline_keyboard: 'bad' }, 'field "inline_keyboard" must be of type Array'],
    ['a flag that is none', { remove_keyboard: 'yes' }, 'field "remove_keyboard" must be of type Boolean'],
  ];
  it.each(refusals)('refuses %s', async (_what, markup, description) => {
    expect((await withMarkup(markup)).body).toEqual({ ok: false, error_code: 400, description: `Bad Request: ${description}` });
  });

  it('refuses two kinds at once, empty rows, empty labels and two actions', async () => {
    const faults = [
      { inline_keyboard: [], keyboard: [] },
      { inline_keyboard: [[]] },
      { inline_keyboard: [[{ text: ' ', callback_data: 'a' }]] },
      { inline_keyboard: [[{ text: 'a', callback_data: 'a', url: 'https://example.org' }]] },
      { inline_keyboard: [[{ text: 'a', request_contact: true }]] },
      { keyboard: [[{ text: 'a', callback_data: 'a' }]] },
    ];
    for (const fault of faults) expect((await withMarkup(fault)).status, JSON.stringify(fault)).toBe(400);
  });

  it('counts callback_data in bytes', async () => {
    expect((await withButton({ text: 'a', callback_data: 'я'.repeat(32) })).status).toBe(200);
    const { body } = await withButton({ text: 'a', callback_data: 'я'.repeat(33) });
    expect(body.description).toBe('Bad Request: BUTTON_DATA_INVALID');
  });

  it('refuses links that no phone opens', async () => {
    const { body } = await withButton({ text: 'a', url: 'ftp://example.com' });
    expect(body.description).toBe(
      "Bad Request: inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
    );
    expect((await withButton({ text: 'a', url: 'http://localhost:3000' })).status).toBe(400);
    expect((await withButton({ text: 'a', url: 'tg://resolve?domain=x' })).status).toBe(200);
  });

  it('asks for a phone in private chats only', async () => {
    const keyboard = { keyboard: [[{ text: 'Телефон', request_contact: true }]] };
    expect((await withMarkup(keyboard)).status).toBe(200);
    const { body } = await call('sendMessage', { chat_id: telegram.group().id, text: 'а', reply_markup: keyboard });
    expect(body.description).toBe('Bad Request: phone number can be requested in private chats only');
  });
});

describe('edits', () => {
  it("are refused when nothing changes, when the message is not there and when it is not the bot's", async () => {
    await send({ text: 'раз' });
    const last = anna.messages.at(-1)?.id;
    const edit = (params: object) => call('editMessageText', { chat_id: anna.id, ...params });
    expect((await edit({ message_id: last, text: 'раз' })).body).toEqual(readPayload('telegram', '69'));
    expect((await edit({ message_id: 999_999, text: 'два' })).body.description).toBe('Bad Request: message to edit not found');
    const theirs = await anna.says('моё');
    expect((await edit({ message_id: theirs, text: 'два' })).body.description).toBe("Bad Request: message can't be edited");
    expect((await edit({ message_id: last, text: 'два' })).body).toMatchObject({ ok: true, result: { text: 'два' } });
    expect(anna.messages.at(-1)).toMatchObject({ text: 'два', edits: 1 });
  });
});

describe('files', () => {
  it('are not handed out beyond 20 MB', async () => {
    await anna.sendsDocument({ size: 21 * 1024 * 1024 });
    const { body } = await call('getUpdates', { offset: -1 });
    const file = /"file_id":"([^"]+)"/.exec(JSON.stringify(body))?.[1];
    expect((await call('getFile', { file_id: file })).body).toEqual(readPayload('telegram', '71'));
  });

  it('are refused by unknown ids and by links', async () => {
    const photo = (value: string) => call('sendPhoto', { chat_id: anna.id, photo: value });
    expect((await photo('AgACxyz')).body.description).toBe(
      'Bad Request: wrong remote file identifier specified: wrong character in the string',
    );
    expect((await photo('AgACAgIAAxkBAAMCaOs1280x')).body.description).toBe(
      'Bad Request: wrong file identifier/HTTP URL specified',
    );
    expect((await photo('http://127.0.0.1/a.jpg')).body.description).toBe('Bad Request: failed to get HTTP URL content');
    expect((await call('sendPhoto', { chat_id: anna.id })).body.description).toBe(
      'Bad Request: there is no photo in the request',
    );
  });

  it('make albums of 2 to 10 that do not mix documents with photos', async () => {
    const album = (media: unknown) => call('sendMediaGroup', { chat_id: anna.id, media });
    expect((await album([{ type: 'photo', media: 'x' }])).status).toBe(400);
    expect((await album('nonsense')).status).toBe(400);
  });
});

describe('commands', () => {
  it('are kept by scope and language and refused when malformed', async () => {
    expect((await call('setMyCommands', { commands: [{ command: 'Start', description: 'x' }] })).body.description).toBe(
      'Bad Request: BOT_COMMAND_INVALID',
    );
    const commands = [{ command: 'start', description: 'Начать' }];
    await call('setMyCommands', { commands, language_code: 'ru' });
    expect((await call('getMyCommands', { language_code: 'ru' })).body.result).toEqual(commands);
    expect((await call('getMyCommands')).body.result).toEqual([]);
  });
});
