import { expect, it } from 'vitest';
import type { Button } from '../../../src/messages/index.ts';
import type { ContractContext } from './contract-context.ts';
import { photo, second } from './contract-files.ts';

const yes: Button[][] = [[{ label: 'Да', action: { kind: 'press', data: 'yes' } }]];

/** Changing and taking back what was sent: a messenger has the method exactly where its capabilities say so. */
export function changingContract(test: ContractContext): void {
  it('can change and take back what its capabilities say', () => {
    const { capabilities, edit, remove } = test.messenger;
    expect({ edit: edit !== undefined, delete: remove !== undefined }).toEqual({
      edit: capabilities.edit,
      delete: capabilities.delete,
    });
  });

  it('changes the words and the buttons of a message, and doing it twice is doing it once', async context => {
    const { edit } = test.messenger;
    if (!edit) return context.skip();
    const anna = test.customer({ firstName: 'Анна', started: true });
    const id = await sent(anna, { text: 'В 12:00?', buttons: yes });
    const changed = { text: 'В 13:00?', entities: [{ type: 'bold' as const, offset: 2, length: 5 }] };
    expect(await edit(test.addressOf(anna), id, changed)).toEqual({ kind: 'done' });
    expect(await anna.seesEdit('В 13:00?')).toMatchObject({ buttons: [] });
    expect(await edit(test.addressOf(anna), id, changed)).toEqual({ kind: 'done' });
    expect(await edit(test.addressOf(anna), id, { ...changed, buttons: yes })).toEqual({ kind: 'done' });
    expect((await anna.seesEdit('В 13:00?')).buttons.flat()).toMatchObject([{ label: 'Да' }]);
  });

  it('changes the words under a file, also when it is not told that there is one', async context => {
    const { edit } = test.messenger;
    if (!edit) return context.skip();
    const anna = test.customer({ firstName: 'Анна', started: true });
    const id = await sent(anna, { text: 'Вид', attachments: [photo] });
    expect(await edit(test.addressOf(anna), id, { text: 'Вид из окна', attachments: [photo] })).toEqual({ kind: 'done' });
    expect(await anna.seesEdit('Вид из окна')).toMatchObject({ files: [{ kind: 'photo' }] });
    expect(await edit(test.addressOf(anna), id, { text: 'Вид на парк' })).toEqual({ kind: 'done' });
    expect(await anna.seesEdit('Вид на парк')).toBeDefined();
  });

  it('says that a message which is not there cannot be changed', async context => {
    const { edit } = test.messenger;
    if (!edit) return context.skip();
    const anna = test.customer({ firstName: 'Анна', started: true });
    expect(await edit(test.addressOf(anna), '999999', { text: 'x' })).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(/./),
    });
  });

  it('takes a message back, all of it where it became several', async context => {
    const { remove } = test.messenger;
    if (!remove) return context.skip();
    const anna = test.customer({ firstName: 'Анна', started: true });
    await test.send(anna, { text: 'Остаётся' });
    const outcome = await test.send(anna, { text: 'До и после', attachments: [photo, second] });
    const ids = outcome.kind === 'sent' ? (outcome.externalIds ?? [outcome.externalId ?? '']) : [];
    expect(await remove(test.addressOf(anna), ids)).toEqual({ kind: 'done' });
    expect(anna.messages.filter(({ deleted }) => !deleted).map(({ text }) => text)).toEqual(['Остаётся']);
  });

  async function sent(to: Parameters<ContractContext['send']>[0], message: Parameters<ContractContext['send']>[1]) {
    const outcome = await test.send(to, message);
    return outcome.kind === 'sent' ? (outcome.externalId ?? '') : '';
  }
}
