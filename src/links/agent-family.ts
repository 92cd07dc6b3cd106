/** In this order: most browsers name others besides themselves. */
const families: [family: string, pattern: RegExp][] = [
  ['telegram', /\bTelegram/i],
  ['vk', /\bVK(?:Android|iOS|[ /])|com\.vk\./i],
  ['yandex', /YaBrowser|YaApp|YandexSearch/],
  ['edge', /Edg(?:A|iOS|e)?\//],
  ['opera', /OPR\/|Opera/],
  ['samsung', /SamsungBrowser/],
  ['firefox', /Firefox\/|FxiOS/],
  ['chrome', /Chrome\/|CriOS/],
  ['safari', /Safari\/|iPhone|iPad|Macintosh/],
];

/** The family of a browser, all that is kept of it. */
export function agentFamily(agent: string | undefined): string {
  return families.find(([, pattern]) => pattern.test(agent ?? ''))?.[0] ?? 'other';
}
