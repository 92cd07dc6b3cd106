import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Button, fitMessage } from '../../../src/messages/index.ts';
import { anyMessage } from '../any-message.ts';
import type { ContractContext } from './contract-context.ts';

/** Buttons of every kind, as many as are promised, and the keyboard in place of the phone's. */
export function buttonsContract(test: ContractContext): void {
  it('shows buttons and tells which was pressed', async () => {
    await test.begin();
    const anna = test.customer({ firstName: 'Анна', started: true });
    const buttons: Button[][] = [
      [
        { label: 'Да, подходит', action: { kind: 'press', data: 'r7:budget:o1' } },
        { label: 'Нет', action: { kind: 'press', data: 'r7:budget:o2' } },
      ],
      [{ label: 'Сайт', action: { kind: 'url', url: 'https://example.org/' } }],
    ];
    expect(await test.send(anna, { text: 'Подходит?', buttons })).toMatchObject({ kind: 'sent' });
    const shown = (await anna.receives('Подходит?')).buttons.flat().map(({ label, kind }) => `${kind} ${label}`);
    expect(shown).toHaveLength(3);
    expect(shown).toContain('url Сайт');
    await anna.presses('Нет');
    const { content, from } = await test.intake.next('press');
    expect(from.id).toBe(String(anna.id));
    expect(content).toMatchObject({ data: 'r7:budget:o2', label: 'Нет' });
    if (content.acknowledge) {
      await test.messenger.acknowledge?.(test.addressOf(anna), content.acknowledge, 'Принято');
      expect(await anna.isAnswered()).toMatchObject({ text: 'Принято' });
    }
  });

  it('shows as many buttons as it promises, with labels and data of full length', async () => {
    const { inline, keyboard } = test.messenger.capabilities.buttons;
    const { total, perRow } = keyboard ?? inline;
    const anna = test.customer({ firstName: 'Анна', started: true });
    const label = (i: number) => `${i} `.padEnd(test.messenger.capabilities.buttons.labelLength, 'ж');
    const all: Button[] = Array.from({ length: total }, (_, i) => ({
      label: label(i),
      action: { kind: 'press', data: `${i}:`.padEnd(64, 'x') },
    }));
    const rows = Array.from({ length: Math.ceil(total / perRow) }, (_, i) => all.slice(i * perRow, (i + 1) * perRow));
    expect(await test.send(anna, { text: 'Выберите', buttons: rows })).toMatchObject({ kind: 'sent' });
    expect((await anna.receives('Выберите')).buttons.flat()).toHaveLength(total);
  });

  it('sends a text of full length', async () => {
    const anna = test.customer({ firstName: 'Анна', started: true });
    const text = 'ж'.repeat(test.messenger.capabilities.textLength);
    expect(await test.send(anna, { text })).toMatchObject({ kind: 'sent' });
    expect((await anna.receives('ж')).text).toBe(text);
  });

  it('takes every message that was fitted to what it promises', async () => {
    const anna = test.customer({ firstName: 'Анна', started: true });
    await fc.assert(
      fc.asyncProperty(anyMessage, async message => {
        for (const part of fitMessage(message, test.messenger.capabilities)) {
          const before = anna.messages.length;
          expect(await test.send(anna, part)).toMatchObject({ kind: 'sent' });
          // A messenger may need two messages for one part, cut at any space: the words of many links come in one of their own.
          const said = anna.messages.slice(before);
          const text = unspaced(said.map(message => message.text).join(''));
          const shown = said.flatMap(({ buttons }) => buttons.flat()).map(({ label }) => label);
          for (const { label, action } of part.buttons?.flat() ?? []) {
            if (action.kind === 'press') expect(shown).toContain(label);
            if (action.kind === 'url') expect(shown.includes(label) || text.includes(unspaced(`${label}:`))).toBe(true);
          }
        }
      }),
      { numRuns: 15, interruptAfterTimeLimit: 10_000 },
    );
  });

  it('takes only the sender’s own card for their own phone', async context => {
    if (!test.messenger.capabilities.buttons.sharePhone) return context.skip();
    await test.begin();
    const anna = test.customer({ firstName: 'Анна', started: true, phone: '79991234567' });
    await test.send(anna, { text: 'Ваш телефон?', buttons: [[{ label: 'Поделиться', action: { kind: 'sharePhone' } }]] });
    await anna.receives('Ваш телефон?');
    await anna.presses('Поделиться');
    expect(await test.intake.next('contact')).toMatchObject({ content: { phone: '79991234567', own: true } });
    await anna.sharesContactOf({ firstName: 'Пётр', phone: '+79990000002', id: anna.id + 1 });
    expect(await test.intake.next('contact')).toMatchObject({ content: { phone: '+79990000002', name: 'Пётр', own: false } });
    await anna.sharesContactOf({ firstName: 'Пётр', phone: '+79990000002' });
    expect(await test.intake.next('contact')).toMatchObject({ content: { own: false } });
  });

  it('takes away a keyboard also when the next question has buttons', async context => {
    if (!test.messenger.capabilities.buttons.sharePhone) return context.skip();
    const anna = test.customer({ firstName: 'Анна', started: true });
    await test.send(anna, { text: 'Ваш телефон?', buttons: [[{ label: 'Поделиться', action: { kind: 'sharePhone' } }]] });
    expect(anna.keyboard).not.toEqual([]);
    const buttons: Button[][] = [[{ label: 'Да', action: { kind: 'press', data: 'yes' } }]];
    expect(await test.send(anna, { text: 'Всё верно?', buttons, removeKeyboard: true })).toMatchObject({ kind: 'sent' });
    expect(anna.keyboard).toEqual([]);
    const visible = anna.messages.filter(({ deleted }) => !deleted).map(({ text }) => text);
    expect(visible).toEqual(['Ваш телефон?', 'Всё верно?']);
  });
}

const unspaced = (text: string): string => text.replace(/\s/g, '');
