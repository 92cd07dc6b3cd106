import { expect, it } from 'vitest';
import type { ContractContext } from './contract-context.ts';

/** What becomes of a message that does not arrive, or of which nobody knows. */
export function refusalsContract(test: ContractContext): void {
  it('tells that a person stopped us and allowed us again, and cannot write to them in between', async () => {
    await test.begin();
    const anna = test.customer({ firstName: 'Анна', started: true });
    await anna.blocks();
    expect(await test.intake.next('reachability')).toMatchObject({ content: { reachable: false } });
    expect(await test.send(anna, { text: 'x' })).toMatchObject({ kind: 'blocked' });
    await anna.unblocks();
    expect(await test.intake.next('reachability')).toMatchObject({ content: { reachable: true } });
    expect(await test.send(anna, { text: 'x' })).toMatchObject({ kind: 'sent' });
  });

  it('cannot write to who never wrote and to who is gone', async () => {
    const stranger = test.customer({ firstName: 'Ира' });
    expect(await test.send(stranger, { text: 'x' })).toMatchObject({ kind: 'blocked' });
    const gone = test.customer({ firstName: 'Олег', started: true });
    gone.deletesAccount();
    expect(await test.send(gone, { text: 'x' })).toEqual({ kind: 'blocked', reason: 'deleted' });
  });

  it('asks the whole account to wait when the messenger asks to slow down', async () => {
    const anna = test.customer({ firstName: 'Анна', started: true });
    test.spoil(String(anna.id), 'tooFast');
    const before = Date.now();
    const outcome = await test.send(anna, { text: 'x' });
    expect(outcome).toMatchObject({ kind: 'later', retryAt: expect.any(Date) });
    expect(outcome.kind === 'later' && outcome.retryAt.getTime()).toBeGreaterThan(before);
    expect(anna.messages).toEqual([]);
    expect(await test.send(anna, { text: 'x' })).toMatchObject({ kind: 'sent' });
  });

  it('lets a message be tried again after a clear fault of the server', async () => {
    const anna = test.customer({ firstName: 'Анна', started: true });
    test.spoil(String(anna.id), 'serverError');
    expect(await test.send(anna, { text: 'x' })).toMatchObject({ kind: 'retry' });
    expect(anna.messages).toEqual([]);
  });

  it('does not let a message whose answer was lost arrive twice', async () => {
    const anna = test.customer({ firstName: 'Анна', started: true });
    test.spoil(String(anna.id), 'lostAnswer');
    const attempt = () => test.messenger.send(test.addressOf(anna), { text: 'once' }, 'delivery-lost');
    const outcome = await attempt();
    expect(outcome.kind).toBe(test.messenger.capabilities.idempotent ? 'retry' : 'unknown');
    if (outcome.kind === 'retry') expect(await attempt()).toMatchObject({ kind: 'sent' });
    expect(anna.messages.map(({ text }) => text)).toEqual(['once']);
  });
}
