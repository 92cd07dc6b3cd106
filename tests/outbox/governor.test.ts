import { describe, expect, it } from 'vitest';
import { createGovernor } from '../../src/outbox/index.ts';
import { ManualClock } from '../support/manual-clock.ts';

const pace = () => ({ perSecond: 5, chatBurst: 2 });
const account = 'telegram:1';

function setUp() {
  const clock = new ManualClock();
  const governor = createGovernor({ clock, pace });
  const sent: string[] = [];
  const ask = (chat: string, priority: 'live' | 'broadcast' = 'live') =>
    void governor.turn(account, chat, priority).then(allowed => sent.push(allowed ? chat : `${chat}: stopped`));
  return { clock, governor, sent, ask };
}

describe('the governor', () => {
  it('lets go no more than the account may in any second', async () => {
    const { clock, sent, ask } = setUp();
    for (let i = 0; i < 12; i++) ask(`chat${i}`);
    await clock.settle();
    expect(sent).toHaveLength(5);
    await clock.advance(999);
    expect(sent).toHaveLength(5);
    await clock.advance(1);
    expect(sent).toHaveLength(10);
    await clock.advance(1000);
    expect(sent).toHaveLength(12);
  });

  it('paces one chat without holding up the others', async () => {
    const { clock, sent, ask } = setUp();
    for (let i = 0; i < 4; i++) ask('busy');
    ask('other');
    await clock.settle();
    expect(sent).toEqual(['busy', 'busy', 'other']);
    await clock.advance(1000);
    expect(sent.filter(chat => chat === 'busy')).toHaveLength(3);
    await clock.advance(1000);
    expect(sent.filter(chat => chat === 'busy')).toHaveLength(4);
  });

  it('lets live answers overtake mailings', async () => {
    const { clock, sent, ask } = setUp();
    for (let i = 0; i < 7; i++) ask(`mailing${i}`, 'broadcast');
    await clock.settle();
    ask('live');
    await clock.advance(1000);
    expect(sent[5]).toBe('live');
    expect(sent).toHaveLength(8);
  });

  it('holds the whole account until the time that the messenger names, and says why', async () => {
    const { clock, governor, sent, ask } = setUp();
    const until = new Date(clock.now().getTime() + 3_600_000);
    governor.pause(account, until, 'retry after 3600');
    ask('a');
    await clock.advance(3_599_000);
    expect(sent).toEqual([]);
    expect(governor.gauge(account)).toEqual({ waiting: 1, pausedUntil: until, reason: 'retry after 3600' });
    await clock.advance(1000);
    expect(sent).toEqual(['a']);
    expect(governor.gauge(account)).toEqual({ waiting: 0 });
  });

  it('goes on when the clock jumps back', async () => {
    const { clock, sent, ask } = setUp();
    for (let i = 0; i < 3; i++) ask('a');
    await clock.settle();
    clock.set(new Date(clock.now().getTime() - 60_000));
    await clock.advance(2000);
    expect(sent).toHaveLength(3);
  });

  it('sends everybody home when the program stops', async () => {
    const { clock, governor, sent, ask } = setUp();
    governor.pause(account, new Date(clock.now().getTime() + 10_000), 'wait');
    ask('a');
    await clock.settle();
    governor.stop();
    ask('b');
    await clock.settle();
    expect(sent.sort()).toEqual(['a: stopped', 'b: stopped']);
  });
});
