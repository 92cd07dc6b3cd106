import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomId } from '../../../bots/vk/random-id.ts';
import { render } from '../../../bots/vk/render.ts';
import type { Button, Outgoing } from '../../../src/messages/index.ts';

const press = (label: string): Button => ({ label, action: { kind: 'press', data: `d:${label}` } });
const link: Button = { label: 'Site', action: { kind: 'url', url: 'https://example.org' } };
const keyboard = (message: Partial<Outgoing>) => {
  const rendered = render({ text: 'x', ...message }).keyboard;
  return rendered === undefined ? undefined : JSON.parse(rendered);
};
const text = (label: string) => ({ action: { type: 'text', label, payload: JSON.stringify({ b: `d:${label}` }) } });

describe('a message for VK', () => {
  it('is split where links in words make it too long, and no part is empty', () => {
    const entities = [{ type: 'link' as const, offset: 0, length: 1, url: 'https://example.org' }];
    const { texts } = render({ text: `${'я'.repeat(4000)}${' '.repeat(96)}`, entities });
    expect(texts.every(part => part.trim() !== '' && part.length <= 4096)).toBe(true);
    expect(texts.join('')).toContain('(https://example.org)');
  });

  it('hangs up to ten buttons under itself', () => {
    expect(keyboard({ buttons: [[press('A'), press('B')], [press('C')]] })).toEqual({
      inline: true,
      buttons: [[text('A'), text('B')], [text('C')]],
    });
  });

  it('puts more of them once in place of the keyboard', () => {
    const rows = Array.from({ length: 11 }, (_, i) => [press(String(i))]);
    expect(keyboard({ buttons: rows.slice(0, 7) })).toMatchObject({ one_time: true });
    const many = [rows.slice(0, 5).flat(), rows.slice(5, 10).flat(), rows.slice(10).flat()];
    expect(keyboard({ buttons: many })).toEqual({
      one_time: true,
      buttons: many.map(row => row.map(({ label }) => text(label))),
    });
  });

  it('gives a link and a place a row of their own and leaves out what VK has not', () => {
    const buttons: Button[][] = [
      [press('A'), link, press('B')],
      [{ label: 'Here', action: { kind: 'shareLocation' } }],
      [{ label: 'Phone', action: { kind: 'sharePhone' } }],
    ];
    expect(keyboard({ buttons })).toEqual({
      inline: true,
      buttons: [
        [text('A')],
        [{ action: { type: 'open_link', label: 'Site', link: 'https://example.org' } }],
        [text('B')],
        [{ action: { type: 'location', payload: '{}' } }],
      ],
    });
  });

  it('says links in words when there is no room for them', () => {
    const rows = Array.from({ length: 12 }, (_, i) => [press(String(i)), link]);
    const { texts, keyboard } = render({ text: 'x', buttons: rows });
    const buttons = JSON.parse(keyboard ?? '').buttons.flat();
    expect(buttons).toHaveLength(12 + 7);
    expect(texts).toEqual([`x${'\nSite: https://example.org'.repeat(5)}`]);
  });

  it('takes a keyboard away, unless it has buttons', () => {
    expect(keyboard({ removeKeyboard: true })).toEqual({ buttons: [] });
    expect(keyboard({ removeKeyboard: true, buttons: [[press('A')]] })).toMatchObject({ inline: true });
    expect(keyboard({})).toBeUndefined();
  });

  it('shows the address of a link behind its text and no styles', () => {
    const entities = [
      { type: 'link' as const, offset: 3, length: 4, url: 'https://example.org' },
      { type: 'bold' as const, offset: 0, length: 2 },
      { type: 'link' as const, offset: 9, length: 7, url: 'https:/' },
    ];
    expect(render({ text: '👍 here, https:/', entities }).texts).toEqual(['👍 here (https://example.org), https:/']);
  });

  it('is cut when spelled out links make it too long, without losing words', () => {
    const message = {
      text: `${'word '.repeat(818)}link`,
      entities: [{ type: 'link' as const, offset: 4090, length: 4, url: 'https://example.org' }],
    };
    const { texts } = render(message);
    expect(texts).toHaveLength(2);
    expect(texts.join(' ')).toBe(`${'word '.repeat(818)}link (https://example.org)`);
  });
});

describe('the random_id of a delivery', () => {
  it('is an int32 other than 0, always the same for one key', () => {
    fc.assert(
      fc.property(fc.string(), key => {
        const id = randomId(key);
        return id !== 0 && id === (id | 0) && id === randomId(key);
      }),
    );
    expect(randomId('d1')).not.toBe(randomId('d2'));
  });
});
