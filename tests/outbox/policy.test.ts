import { describe, expect, it } from 'vitest';
import { addDays, instantOf } from '../../src/lib/zoned-time.ts';
import { decide, type Intent, type PolicyFacts, type Verdict } from '../../src/outbox/policy.ts';
import { type SendingRules, usualSendingRules } from '../../src/outbox/sending-rules.ts';
import { policyTable } from './policy-table.ts';

const today = '2026-03-10';

interface Row {
  line: string;
  what: string;
  when: string;
  situation: string[];
  verdict: string;
}

const rows = Object.entries(policyTable).flatMap(([group, table]) =>
  table
    .trim()
    .split('\n')
    .map(line => ({ group, ...rowOf(line) })),
);

describe('the policy', () => {
  it('has a table of more than two hundred cases, none of them twice', () => {
    expect(rows.length).toBeGreaterThanOrEqual(200);
    const said = rows.map(({ what, when, situation }) => [what, when, ...situation].join());
    expect(said.filter((row, i) => said.indexOf(row) !== i)).toEqual([]);
  });

  describe.each(Object.keys(policyTable))('%s', group => {
    it.each(rows.filter(row => row.group === group).map(row => [row.line, row] as const))('%s', (_line, row) => {
      const { intent, facts } = read(row);
      expect(decide(intent, facts)).toEqual(verdictOf(row.verdict, zoneOf(row)));
    });
  });

  it('is asked again at the end of a wait and lets go, or waits for something else later on', () => {
    for (const row of rows) {
      const { intent, facts } = read(row);
      const verdict = decide(intent, facts);
      if (verdict.kind !== 'wait') continue;
      expect(verdict.until > facts.now, row.line).toBe(true);
      expect(decide(intent, { ...facts, now: verdict.until }), row.line).toEqual({ kind: 'send' });
    }
  });
});

function rowOf(line: string): Row {
  const [what = '', when = '', situation = '', verdict = ''] = line.split('|').map(cell => cell.trim());
  const words = situation.split(',').flatMap(word => word.trim() || []);
  return { line: line.trim().replace(/\s+/g, ' '), what, when, situation: words, verdict };
}

/** The contact's zone as named, or the firm's where nobody knows the named one. */
function zoneOf({ situation }: Row): string {
  const named = situation.find(word => word.startsWith('in ') && word !== 'in the trash')?.slice(3) ?? 'Europe/Moscow';
  return /^(Mars|an empty)/.test(named) ? 'UTC' : named;
}

function read(row: Row): { intent: Intent; facts: PolicyFacts } {
  const zone = zoneOf(row);
  const words = row.what.split(' ');
  const expires = after(row, 'expires ');
  const hasTopic = row.situation.some(word => word.startsWith('topic'));
  const kind = words.at(-1) as Intent['kind'];
  const now = timeOf(row.when, zone);
  return {
    intent: {
      kind,
      by: words.includes('staff') ? 'staff' : 'bot',
      advertising: words.includes('ad'),
      ...(hasTopic && { topic: 'news' }),
      ...(expires && { expires: timeOf(expires, zone) }),
    },
    facts: { now, timeZone: zone, deleted: row.situation.includes('in the trash'), ...told(row, now, zone), rules: rulesOf(row) },
  };
}

function told(row: Row, now: Date, zone: string): Pick<PolicyFacts, 'recent'> & Partial<PolicyFacts> {
  const { situation } = row;
  const states = { blocked: 'blocked', denied: 'denied', 'account deleted': 'deleted', 'never started': 'neverStarted' } as const;
  const state = Object.entries(states).find(([word]) => situation.includes(word))?.[1] ?? 'reachable';
  const live = situation.flatMap(word => /^(people|bot) (\d+)$/.exec(word)?.slice(1) ?? []);
  const timeZone = after(row, 'in ', 'in the trash');
  const firmTimeZone = after(row, 'firm in ');
  return {
    ...(!situation.includes('no identity') && { reachability: state }),
    ...(situation.includes('consent') && { advertisingConsent: true }),
    ...(situation.includes('withdrawn') && { advertisingConsent: false }),
    ...(situation.includes('topic wanted') && { topicWanted: true }),
    ...(situation.includes('topic refused') && { topicWanted: false }),
    ...(live.length > 0 && {
      live: { lastAt: new Date(now.getTime() - Number(live[1]) * 60_000), with: live[0] === 'people' ? 'people' : 'bot' },
    }),
    ...(timeZone && { timeZone: timeZone === 'an empty zone' ? '' : timeZone }),
    ...(firmTimeZone && { firmTimeZone }),
    recent: (after(row, 'got ') ?? '')
      .split(' ')
      .filter(Boolean)
      .map(at => timeOf(at.replace('/', ' '), zone)),
  };
}

function rulesOf(row: Row): SendingRules {
  const [from, until] = after(row, 'quiet ')?.split('-') ?? [];
  const [day, week] = (row.situation.includes('no caps') ? '- -' : (after(row, 'caps ') ?? '2 5')).split(' ').map(Number);
  const [people, bot] = (after(row, 'hold ') ?? '60 15').split(' ').map(Number);
  return {
    ...usualSendingRules,
    quietHours: { on: !row.situation.includes('no quiet hours'), from: from ?? '21:00', until: until ?? '09:00' },
    caps: { ...(day && { day }), ...(week && { week }) },
    hold: { people: people ?? 60, bot: bot ?? 15 },
    consentNeeded: !row.situation.includes('no consent needed'),
  };
}

function after({ situation }: Row, beginning: string, except?: string): string | undefined {
  return situation.find(word => word.startsWith(beginning) && word !== except)?.slice(beginning.length);
}

/** `12:00`, `+1 09:00`, `-1 10:00`, `2026-03-10 12:00`, or an instant. */
function timeOf(text: string, zone: string): Date {
  if (text.endsWith('Z')) return new Date(text);
  const [time = '', day] = text.split(' ').reverse();
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const date = day === undefined ? today : /^[+-]\d+$/.test(day) ? addDays(today, Number(day)) : day;
  return instantOf(date, { hour, minute }, zone);
}

function verdictOf(text: string, zone: string): Verdict {
  const [kind, ...rest] = text.split(' ');
  const reason = rest.at(-1) as never;
  if (kind === 'send') return { kind };
  if (kind === 'never') return { kind, reason };
  return { kind: 'wait', until: timeOf(rest.slice(0, -1).join(' '), zone), reason };
}
