import { expect, it } from 'vitest';
import { addUtm } from '../../src/links/add-utm.ts';

const marks = { campaign: 'Лето & скидки' };

it('marks an address with messenger, medium and campaign', () => {
  expect(addUtm('https://shop.example/', { messenger: 'telegram', marks: {} })).toBe(
    'https://shop.example/?utm_source=telegram&utm_medium=messenger',
  );
  expect(addUtm('https://shop.example/sale', { messenger: 'web', marks: { ...marks, medium: 'chat' } })).toBe(
    'https://shop.example/sale?utm_source=site&utm_medium=chat&utm_campaign=%D0%9B%D0%B5%D1%82%D0%BE+%26+%D1%81%D0%BA%D0%B8%D0%B4%D0%BA%D0%B8',
  );
});

it('keeps the query, its spelling and the part behind the hash', () => {
  expect(addUtm('https://shop.example/a?x=1%2F2&y#b?c#d', { messenger: 'vk', marks: {} })).toBe(
    'https://shop.example/a?x=1%2F2&y&utm_source=vk&utm_medium=messenger#b?c#d',
  );
  expect(addUtm('https://shop.example/a?', { messenger: 'vk', marks: {} })).toBe(
    'https://shop.example/a?utm_source=vk&utm_medium=messenger',
  );
});

it('leaves alone what the author marked', () => {
  const address = 'https://shop.example/?utm_source=leaflet&utm_medium=paper';
  expect(addUtm(address, { messenger: 'vk', marks: {} })).toBe(address);
  expect(addUtm(address, { messenger: 'vk', marks: { source: 'x', campaign: 'may' } })).toBe(`${address}&utm_campaign=may`);
});
