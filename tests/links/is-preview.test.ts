import { describe, expect, it } from 'vitest';
import { agentFamily } from '../../src/links/agent-family.ts';
import { isPreview } from '../../src/links/is-preview.ts';

const chrome =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';

describe('who opens a link', () => {
  it.each([
    'TelegramBot (like TwitterBot)',
    'Mozilla/5.0 (compatible; vkShare; +http://vk.com/dev/Share)',
    'WhatsApp/2.23.20.0 A',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)',
    'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)',
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Viber/19.9',
    'curl/8.5.0',
    'python-requests/2.31',
    '',
  ])('is nobody where it says "%s"', agent => {
    expect(isPreview({ method: 'GET', agent })).toBe(true);
  });

  it.each([
    [chrome, 'chrome'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      'safari',
    ],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148', 'safari'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 YaBrowser/24.6.0 Safari/537.36',
      'yandex',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', 'firefox'],
    [
      'Mozilla/5.0 (Linux; Android 12; M2101K6G; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0 Mobile Safari/537.36 VKAndroidApp/8.70',
      'vk',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36 Telegram-Android/10.14',
      'telegram',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
      'edge',
    ],
  ])('is a person where it says "%s"', (agent, family) => {
    expect(isPreview({ method: 'GET', agent, destination: 'document' })).toBe(false);
    expect(agentFamily(agent)).toBe(family);
  });

  it('is nobody who asks for the head alone, fetches in advance, or wants a picture', () => {
    expect(isPreview({ method: 'HEAD', agent: chrome })).toBe(true);
    expect(isPreview({ method: 'GET', agent: chrome, purpose: 'prefetch;prerender' })).toBe(true);
    expect(isPreview({ method: 'GET', agent: chrome, purpose: 'preview' })).toBe(true);
    expect(isPreview({ method: 'GET', agent: chrome, destination: 'image' })).toBe(true);
  });
});
