import { describe, expect, it } from 'vitest';
import { converse, createLibrary, needsDeal, parseFlow } from '../../src/flow/index.ts';
import type { OutgoingAttachment } from '../../src/messages/index.ts';
import { buildFacts, buildFlow, consents, talk } from '../support/flow.ts';

// The dialogues begin on Monday 2 March 2026 at noon in Moscow.
describe('do', () => {
  it('makes a deal with what was saved for it before, a task, an owner, and tells people', () => {
    const flow = buildFlow(`
      - { id: area, ask: number, text: "Метры?" }
      - { id: address, ask: text, text: "Адрес?", save: deal.address }
      - id: lead
        do:
          - { deal: { pipeline: sales, stage: new, title: "Ремонт {{answers.area}} м²", amount: "answers.area * 9000" } }
          - { task: { title: "Позвонить: {{deal.title}}", due: 30m, to: owner } }
          - { task: { title: "Замер", due: now() + 1d, to: managers } }
          - { assign: round-robin }
          - { notify: managers, text: "{{deal.title}}: {{deal.amount | money}}, {{deal.address}}" }
          - { subscribe: news }
          - { unsubscribe: promo }
      - id: won
        do:
          - { stage: in-work }
          - { field: deal.source, value: "бот" }
      - say: "Ответим до {{promise.replyBy}}, {{deal.stage}}"`);
    talk(flow, '> /start\n< Метры?\n> 10\n< Адрес?\n> Мира, 1\n< Ответим до 13:00, in-work', {
      end: {
        deal: {
          pipeline: 'sales',
          stage: 'in-work',
          title: 'Ремонт 10 м²',
          amount: 90_000,
          fields: { address: 'Мира, 1', source: 'бот' },
        },
        tasks: [
          { title: 'Позвонить: Ремонт 10 м²', due: '2026-03-02T09:30:00.000Z', to: 'owner' },
          { title: 'Замер', due: '2026-03-03T09:00:00.000Z', to: 'managers' },
        ],
        assigned: 'round-robin',
        notified: ['managers: Ремонт 10 м²: 90 000 ₽, Мира, 1'],
        topics: { news: true, promo: false },
      },
    });
  });

  it('reads and moves the deal that was there before', () => {
    const flow = buildFlow(
      '  - do: [{ stage: won }, { field: deal.amount, value: 5 }]\n  - say: "{{deal.title}}: {{deal.amount}}"',
    );
    talk(flow, '> /start\n< Ремонт: 5', {
      deal: { title: 'Ремонт', amount: 1 },
      end: { deal: { stage: 'won', amount: 5 } },
    });
    expect(needsDeal(createLibrary([flow]), undefined)).toBe(true);
  });

  it('calls somebody else with answers and contact, or with what the author gives', () => {
    const flow = buildFlow(`
      - { id: area, ask: number, text: "Метры?" }
      - do:
          - { webhook: { url: "https://example.org/a" } }
          - { webhook: { url: "https://example.org/b", body: { size: "{{answers.area}}", text: "{{answers.area}} м", list: [1, "{{contact.firstName | default: 'нет'}}"] } } }`);
    talk(flow, '> /start\n< Метры?\n> 10\n< Готово, спасибо!', {
      contact: { firstName: 'Анна', fields: { x: 1 } },
      end: {
        webhooks: [
          { url: 'https://example.org/a', body: { flow: 'test', answers: { area: 10 }, contact: { fields: { x: 1 } } } },
          { url: 'https://example.org/b', body: { size: 10, text: '10 м', list: [1, 'Анна'] } },
        ],
      },
    });
    const insecure = parseFlow('id: a\ntitle: A\nsteps: [{ do: [{ webhook: { url: "http://example.org" } }] }]', {
      file: 'a',
      consents,
    });
    expect(insecure).toMatchObject({ ok: false });
  });

  it('starts another flow, and this run ends as switched', () => {
    const first = buildFlow('  - say: "Раз"\n  - do: [{ score: 1 }, { start: second }]');
    const second = buildFlow('  - { id: q, ask: text, text: "Два?" }', 'id: second\ntitle: Второй');
    talk([first, second], '> /start\n< Раз\n< Два?', { end: { score: 1, waits: 'q' } });
    const { position, effects } = converse(createLibrary([first, second]), undefined, { kind: 'start' }, buildFacts());
    const runs = effects.flatMap(effect => (effect.kind === 'run' ? [effect.run] : []));
    expect(runs).toMatchObject([{ flow: 'test', outcome: 'switched' }, { flow: 'second' }]);
    expect(runs[0]?.id).not.toBe(runs[1]?.id);
    expect(position?.run).toBe(runs[1]?.id);
  });

  it('that starts a flow that starts this one comes to an end', () => {
    const a = buildFlow('  - do: [{ start: b }]', 'id: a\ntitle: A\nstart: { commands: [a] }');
    const b = buildFlow('  - do: [{ start: a }]', 'id: b\ntitle: B');
    talk([a, b], '> /a\n< Готово, спасибо!', { end: { outcome: 'finished' } });
  });
});

describe('media', () => {
  const photo: OutgoingAttachment = { kind: 'document', id: 'flow:1', name: 'hello.jpg', mime: 'image/jpeg', size: 10 };
  const parse = (steps: string) =>
    parseFlow(`id: test\ntitle: Проба\nstart: { default: true }\nsteps:\n${steps}`, {
      file: 'test.yaml',
      consents,
      media: name => (name === photo.name ? photo : undefined),
    });

  it('goes with a message and with a question, once', () => {
    const parsed = parse(`
      - { say: "Привет", image: hello.jpg, typing: 2s }
      - { id: q, ask: number, text: "Сколько?", file: hello.jpg }`);
    if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
    talk(parsed.flow, '> /start\n< Привет\n(photo hello.jpg)\n< Сколько?\n(document hello.jpg)\n> много\n< …Сколько?');
    expect([...parsed.flow.media.keys()]).toEqual(['hello.jpg']);
    const { effects } = converse(createLibrary([parsed.flow]), undefined, { kind: 'start' }, buildFacts());
    expect(effects.find(({ kind }) => kind === 'say')).toMatchObject({
      message: { typingMs: 2000, attachments: [{ ...photo, kind: 'photo' }] },
    });
  });

  it('has to be there, and of the right kind', () => {
    const problems = (steps: string) => {
      const parsed = parse(steps);
      return parsed.ok ? parsed.warnings.map(({ message }) => message) : parsed.problems.map(({ message }) => message);
    };
    expect(problems('  - { say: "x", image: other.jpg }')).toEqual([expect.stringContaining('other.jpg')]);
    expect(problems('  - { say: "x", voice: hello.jpg }')).toEqual([expect.stringContaining('image/jpeg')]);
    expect(problems('  - { say: "x", image: ../hello.jpg }')).not.toEqual([]);
    expect(problems('  - { say: "x", image: hello.jpg, file: hello.jpg }')).toEqual([expect.stringContaining('image, file')]);
    expect(problems(`  - { say: "${'x'.repeat(1100)}", image: hello.jpg }`)).toEqual([expect.stringContaining('1024')]);
  });
});
