const formats = {
  ru: new Intl.NumberFormat('ru', { maximumFractionDigits: 10 }),
  en: new Intl.NumberFormat('en', { maximumFractionDigits: 10 }),
};

/** A number as people of the language write it, with its unit. */
export function formatNumber(value: number, language: 'ru' | 'en', unit?: string): string {
  const text = formats[language].format(value);
  return unit ? `${text}\u00a0${unit}` : text;
}
