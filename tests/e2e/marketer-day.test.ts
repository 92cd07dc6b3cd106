import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import { linkPrefix, makeLinkCode } from '../../src/alerts/index.ts';
import { listAutomations } from '../../src/automations/index.ts';
import { getContact } from '../../src/contacts/index.ts';
import { staffByEmail } from '../../src/staff/index.ts';
import { startTelegramStandIn, startVkStandIn, type TelegramStandIn, type VkStandIn } from '../../tools/stand-ins/index.ts';
import { freePort } from '../faults/support.ts';
import { describeInBrowser } from '../support/browser.ts';
import { type ChildProgram, startChildProgram } from '../support/child-program.ts';
import { useDatabase } from '../support/database.ts';
import { type Base, copiesOf, heardBy, opensLink, type Person, stageBase } from '../support/marketer-day.ts';
import { shoot } from '../support/signed-in.ts';
import { environment, testOwner } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';

const words = 'Дарим вторую стрижку';
const segment = 'Казань или vip без опта';
const mailing = 'Вторая стрижка';

describeInBrowser('a marketer’s day', browser => {
  const database = useDatabase();
  let telegram: TelegramStandIn;
  let vk: VkStandIn;
  let dataDir: string;
  let port: number;
  let program: ChildProgram;
  let base: Base;

  /** A process of its own, at the same address again after it was killed: what was sent points there. */
  const startProgram = async () => {
    const url = `http://127.0.0.1:${port}`;
    const own = {
      PORT: String(port),
      PUBLIC_URL: url,
      TELEGRAM_TRANSPORT: 'polling',
      VK_TRANSPORT: 'longpoll',
      DATA_DIR: dataDir,
    };
    program = await startChildProgram(environment({ uri: database.uri, telegram, vk, env: own }));
  };

  beforeAll(async () => {
    // With the limits of the messengers: a mailing goes at the pace at which it really goes.
    [telegram, vk, dataDir, port] = await Promise.all([
      startTelegramStandIn(),
      startVkStandIn(),
      mkdtemp(join(tmpdir(), 'kartoteka-day-')),
      freePort(),
    ]);
    base = await stageBase({ telegram, vk }, { telegram: 190, vk: 90, mute: 20 });
    await startProgram();
  }, 120_000);
  afterAll(async () => {
    await program?.kill();
    await Promise.all([telegram?.stop(), vk?.stop()]);
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
  });

  it('goes by, though the program is killed twice while a mailing is on its way', { timeout: 240_000 }, async () => {
    const page = await browser.open();
    onTestFailed(() => shoot(page, 'marketer-day-failed'));
    const { wanted } = base;
    // On paper she has allowed it, and nobody has written it down yet.
    const vera = someone(
      person => wanted.includes(person) && !person.hasConsent && !person.hasBlocked && person.messenger === 'telegram',
    );
    const allowed = [...base.allowed, vera];
    const [reader, asker] = allowed.filter(({ messenger }) => messenger === 'telegram') as [Person, Person];
    let address = '';

    await signsIn();
    await writesConsentDown();
    await buildsSegment();
    await writesMailing();
    const rehearsed = await rehearses();
    await testsOnSelf();
    await schedulesAndThinksBetterOfIt();
    await letsItGo();
    await pausesIt();
    await isKilledAndResumes();
    await isKilledOnTheWay();
    await checksWhoGotIt();
    await readsReport();
    await switchesReadyAutomationOn();
    await provesAndErases();
    await page.close();
    // What was asked of a program that is dead, looks that the next key overtook, and the favicon.ico that a browser asks for by itself.
    const expected =
      /404|ERR_CONNECTION|ERR_SOCKET|ERR_INCOMPLETE|ERR_EMPTY|ERR_NETWORK|htmx:(sendAbort|sendError|afterRequest)|Failed to fetch/;
    expect(browser.complaints.filter(said => !expected.test(said))).toEqual([]);

    async function signsIn() {
      await go('/login');
      await page.fill('[name=email]', testOwner.email);
      await page.fill('[name=password]', testOwner.password);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/inbox**');
    }

    async function writesConsentDown() {
      await go(`/contacts/${vera.contact}/consents`);
      await page.check('input[name=given][value=yes]');
      await page.fill('#c-text', 'Согласна получать рекламу салона');
      await page.fill('#c-version', '2026-03');
      await page.fill('#c-reason', 'Подписала в салоне');
      await page.fill('#c-evidence', 'Бумажная анкета от 12 мая');
      await page.click('#consent-record button[type=submit]');
      await page.waitForSelector('.note-good');
    }

    async function buildsSegment() {
      await go('/segments');
      await page.getByRole('link', { name: 'Сегмент по условиям' }).first().click();
      await page.fill('#segment-name', segment);
      await fits(base.people.length);
      await page.click('#rule-r-add');
      await page.selectOption('#rule-r-0-field', 'contact.city');
      await page.fill('#rule-r-0-value', 'Казань');
      await fits(base.people.filter(({ city }) => city === 'Казань').length);
      await page.locator('#rule-r-0-value').press('Alt+ArrowRight');
      await page.waitForSelector('#rule-r-0-0-value');
      await page.click('#rule-r-0-add');
      await page.selectOption('#rule-r-0-1-field', 'contact.tags');
      await rowsStand();
      await page.selectOption('#rule-r-0-1-op', 'hasAny');
      await rowsStand();
      await page.locator('[name="rule.value.r-0-1"]').first().fill('vip');
      await fits(base.people.filter(({ city, tags }) => city === 'Казань' || tags.includes('vip')).length);
      await page.click('#rule-r-add');
      await page.selectOption('#rule-r-1-field', 'contact.tags');
      await rowsStand();
      await page.selectOption('#rule-r-1-op', 'hasNone');
      await rowsStand();
      await page.locator('[name="rule.value.r-1"]').first().fill('опт');
      await fits(wanted.length);
      await page.getByRole('button', { name: 'Показать 10 человек' }).click();
      await page.waitForSelector('.rules-people li:nth-child(10)');
      const shown = await page.locator('.rules-people li a').allInnerTexts();
      for (const name of shown) expect(wanted.map(person => person.name)).toContain(name);
      const outsider = someone(({ tags, city }) => tags.includes('опт') && city === 'Казань');
      await page.getByText('Почему человек подходит или нет').click();
      await page.locator('#rule-rule-find').pressSequentially(outsider.name.split(' ')[1] ?? '');
      await page.locator('.rules-found .menu-item', { hasText: outsider.name }).first().click();
      await page.getByText('не подходит').waitFor();
      await page.getByText('сейчас: опт').first().waitFor();
      await page.locator('.tile-foot button').click();
      await page.getByText('Сегмент сохранён.').waitFor();
    }

    async function writesMailing() {
      await go('/broadcasts');
      await page.getByRole('link', { name: 'Новая рассылка' }).click();
      await page.fill('#new-name', mailing);
      await page.getByLabel('Реклама').check();
      await page.getByRole('button', { name: 'Дальше' }).click();
      await page.waitForURL(/broadcasts\/\w{20}/);
      address = new URL(page.url()).pathname;
      await page.fill('#content-all-ru', 'Здравствуйте, ');
      await page.locator('#content-all-ru').press('End');
      await page.locator('.content-variable').first().click();
      await page.fill('#content-all-ru-default', 'друг');
      await page.locator('[data-add-variable]').first().click();
      await page.locator('#content-all-ru').pressSequentially(`! ${words}.`);
      await page.getByRole('button', { name: 'Добавить кнопку' }).first().click();
      await page.fill('[data-body=all] [name="content.all.button.ru"]', 'Записаться');
      await page.fill('[data-body=all] [name="content.all.button.url"]', 'https://example.org/book');
      await page.locator('#content-phone .sim-button', { hasText: 'Записаться' }).waitFor();
      await page.fill('#content-as', reader.name);
      await page.locator('.content-person', { hasText: reader.name }).click();
      await page.locator('#content-phone', { hasText: `Здравствуйте, ${firstNameOf(reader)}! ${words}.` }).waitFor();
      await page.locator('#add-include').selectOption({ label: segment });
      const reachable = wanted.filter(({ customer, hasBlocked }) => customer && !hasBlocked).length;
      await page.locator('.broadcast-reach b', { hasText: String(reachable) }).waitFor();
      await page.fill('#pace', '25');
      await page.locator('.broadcast-is-saved').waitFor();
    }

    async function rehearses(): Promise<{ willSend: number; out: number[] }> {
      await page.getByRole('button', { name: 'Провести репетицию' }).click();
      await page.getByRole('button', { name: 'Запустить сейчас' }).waitFor();
      const willSend = Number(await page.locator('#rehearsal .broadcast-big b').first().innerText());
      expect(willSend).toBe(allowed.length);
      expect(heardBy(base.people, words)).toBe(0);
      const out = (await page.locator('#rehearsal .broadcast-reasons b').allInnerTexts()).map(Number);
      expect(sum(out)).toBe(wanted.length - willSend);
      const unwilling = wanted.filter(person => person.customer && !person.hasConsent && !person.hasBlocked && person !== vera);
      await page.locator('#rehearsal .broadcast-reasons li', { hasText: 'соглас' }).locator('a').first().click();
      await page.getByRole('heading', { name: `: ${unwilling.length}` }).waitFor();
      const listed = await page.locator('.broadcast-person a').allInnerTexts();
      for (const name of listed) expect(unwilling.map(person => person.name)).toContain(name);
      await page.locator('.crumb a').click();
      return { willSend, out };
    }

    async function testsOnSelf() {
      const staff = (await staffByEmail(testOwner.email)) ?? '';
      const own = telegram.customer({ firstName: 'Ольга', lastName: 'Образцова' });
      await own.start(`${linkPrefix}${await makeLinkCode(staff, new Date())}`);
      await own.receives(/./);
      await page.getByRole('button', { name: 'Отправить себе' }).click();
      await page.getByText('Отправили. Посмотрите в своём мессенджере.').waitFor();
      await own.receives(words);
    }

    async function schedulesAndThinksBetterOfIt() {
      await page.locator('label', { hasText: 'В назначенное время' }).click();
      const inTwoHours = new Date(Date.now() + 5 * 3_600_000).toISOString().slice(0, 16);
      await page.fill('#schedule-at', inTwoHours);
      await page.getByRole('button', { name: 'Провести репетицию' }).click();
      await page.getByRole('button', { name: 'Запланировать' }).click();
      await page.locator('#go-ask .btn-primary').click();
      await page.getByText('Запланирована').first().waitFor();
      await page.getByRole('button', { name: 'Вернуть в черновики' }).click();
      await page.locator('label', { hasText: 'Сразу' }).click();
      await page.getByText('Уйдёт сразу после запуска.').waitFor();
      await page.getByRole('button', { name: 'Провести репетицию' }).click();
      await page.getByRole('button', { name: 'Запустить сейчас' }).waitFor();
      expect(heardBy(base.people, words)).toBe(0);
    }

    async function letsItGo() {
      await page.getByRole('button', { name: 'Запустить сейчас' }).click();
      await page.locator('#go-ask .btn-primary').click();
      await page.getByRole('button', { name: 'Пауза' }).waitFor();
      await until('it has begun', async () => heardBy(base.people, words) > 10);
    }

    async function pausesIt() {
      await page.getByRole('button', { name: 'Пауза' }).click();
      await page.getByRole('button', { name: 'Продолжить' }).waitFor();
      expect(heardBy(base.people, words)).toBeLessThan(rehearsed.willSend);
    }

    async function isKilledAndResumes() {
      await program.kill();
      const before = heardBy(base.people, words);
      await startProgram();
      await go(address);
      await page.getByText('На паузе').first().waitFor();
      expect(heardBy(base.people, words)).toBe(before);
      await page.getByRole('button', { name: 'Продолжить' }).click();
      await page.getByRole('button', { name: 'Пауза' }).waitFor();
      await until('it goes on', async () => heardBy(base.people, words) > before + 10);
    }

    async function isKilledOnTheWay() {
      await program.kill();
      expect(heardBy(base.people, words)).toBeLessThan(rehearsed.willSend);
      await startProgram();
      await go(address);
      await page.getByText('Завершена').first().waitFor({ timeout: 60_000 });
    }

    async function checksWhoGotIt() {
      for (const person of base.people) {
        const copies = copiesOf(words, person);
        expect(copies.length, person.name).toBeLessThanOrEqual(allowed.includes(person) ? 1 : 0);
        for (const { text } of copies) expect(text).toContain(`Здравствуйте, ${firstNameOf(person)}!`);
      }
    }

    async function readsReport() {
      await opensLinkOf(reader);
      await vera.customer?.presses('Отписаться');
      await asker.customer?.says('А на субботу можно?');
      await go(address);
      await page.getByRole('link', { name: 'Отчёт' }).first().click();
      await page.waitForURL('**/report');
      for (const name of ['clicked', 'replied', 'unsubscribed'])
        await page.locator(`.report-tile-${name} b`, { hasText: /^\s*[1-9]/ }).waitFor();
      const shown = await numbersOf(page.locator('#report .report-table').first());
      expect((shown.Отправлено ?? 0) + (shown['Неизвестно, дошло ли'] ?? 0)).toBe(rehearsed.willSend);
      // Only what was in the hands of the program when it died, and only where the messenger does not tell whether it has it already.
      expect(shown['Неизвестно, дошло ли'] ?? 0).toBeLessThanOrEqual(50);
      expect(shown['Не отправлено']).toBe(sum(rehearsed.out));
      expect(shown.Всего).toBe(wanted.length);
      expect(heardBy(base.people, words)).toBeGreaterThanOrEqual(shown.Отправлено ?? 0);
      await opensList('clicked', [reader]);
      await opensList('replied', [asker]);
      await opensList('unsubscribed', [vera]);
      await shoot(page, 'marketer-day-report');
    }

    async function opensLinkOf(person: Person) {
      const [message] = copiesOf(words, person);
      if (!message) throw new Error(`${person.name} got nothing.`);
      expect(await opensLink(message)).toMatch(/^https:\/\/example\.org\/book/);
    }

    async function opensList(tile: string, expected: Person[]) {
      const link = page.locator(`.report-tile-${tile} b a`);
      expect(await link.innerText()).toBe(String(expected.length));
      await link.click();
      for (const { name } of expected) await page.getByRole('link', { name }).first().waitFor();
      await page.goBack();
      await page.waitForURL('**/report');
    }

    async function switchesReadyAutomationOn() {
      await go('/automations');
      await page.getByRole('button', { name: 'Взять эту: Незаконченная анкета' }).click();
      await page.waitForURL(/automations\/\w{20}/);
      await page
        .locator('.automation-step-head', { hasText: 'Написать' })
        .getByRole('button', { name: /^Изменить/ })
        .click();
      await page.fill('#content-all-ru', 'Вы не закончили запись. Продолжим?');
      await page.getByRole('button', { name: 'Сохранить шаг' }).click();
      await page.locator('.automation-step-head', { hasText: 'Вы не закончили запись' }).waitFor();
      await page.getByRole('button', { name: 'Включить' }).click();
      await page.getByText('Включена', { exact: true }).waitFor();
      expect(await listAutomations()).toMatchObject([{ state: 'on', trigger: { kind: expect.any(String) } }]);
    }

    async function provesAndErases() {
      await go(`/contacts/${vera.contact}/consents`);
      const [json] = await Promise.all([page.waitForEvent('download'), page.click('text=Скачать JSON')]);
      const proof = JSON.parse(await readFile(await json.path(), 'utf8'));
      expect(proof).toMatchObject({
        person: { contact: vera.contact },
        holds: [{ about: 'advertising', given: false }],
        entries: [
          { given: true, text: 'Согласна получать рекламу салона', by: { kind: 'staff' } },
          { given: false, by: { kind: 'button' } },
        ],
      });
      const [pdf] = await Promise.all([page.waitForEvent('download'), page.click('text=Скачать PDF')]);
      expect((await readFile(await pdf.path())).subarray(0, 5).toString()).toBe('%PDF-');
      await page.click('text=Стереть человека');
      await page.fill('#c-reason', 'Заявление 17');
      await page.check('input[name=sure]');
      await page.click('button.btn-danger');
      await page.waitForSelector('.erased-list');
      expect(await getContact(vera.contact)).toBeUndefined();
    }

    function go(path: string) {
      return page.goto(`http://127.0.0.1:${port}${path}`);
    }

    /** Rows that were asked for have come, and hear. */
    function rowsStand() {
      const moving = ':is(.htmx-request, .htmx-added, .htmx-settling, .htmx-swapping)';
      return page.locator(`.rules-tree${moving}, .rules-tree ${moving}`).first().waitFor({ state: 'detached' });
    }

    function fits(count: number) {
      return page.getByText(new RegExp(`Подход[а-я]+ ${count} `)).waitFor();
    }

    function someone(holds: (person: Person) => boolean): Person {
      const found = base.people.find(holds);
      if (!found) throw new Error('There is nobody like that in the base.');
      return found;
    }
  });
});

const firstNameOf = ({ name }: Person) => name.split(' ')[0] ?? '';
const sum = (numbers: number[]) => numbers.reduce((all, number) => all + number, 0);

/** What a table of the report says, by the names of its lines. */
async function numbersOf(table: Locator): Promise<Record<string, number>> {
  const lines = await table.locator('tr:not(.report-reason)').allInnerTexts();
  const cells = lines.map(line => line.split('\t').map(cell => cell.trim()));
  return Object.fromEntries(cells.map(([name = '', count]) => [name, Number(count)]));
}
