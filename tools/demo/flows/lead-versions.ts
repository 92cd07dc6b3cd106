/** The questionnaire of the invented firm in the course of time. */
export interface LeadVersions {
  /** It asked for an e-mail, at which many people left. */
  earlier: string;
  /** It asks for less, reminds those who fall silent, and makes a deal and a task. */
  running: string;
  /** What a colleague is writing: one more question to those with a large order. */
  draft: string;
}

const email = `  - id: email
    ask: email
    title: { ru: Почта, en: E-mail }
    text: { ru: "На какую почту прислать смету?", en: "Which e-mail shall we send the estimate to?" }
    save: contact.email

`;

const patience = `expire: 7d
nudges:
  - after: 2h
    text: { ru: "Мы остановились на полпути. Продолжим? Это минута.", en: "We stopped half-way. Shall we go on? It takes a minute." }
  - after: 1d
    text: { ru: "Ваши ответы сохранились, осталось совсем немного.", en: "We have kept your answers, there is little left." }
`;

const sale = `  - id: sale
    do:
      - { assign: round-robin }
      - { deal: { title: "Ремонт: {{answers.service}}, {{answers.area}}", amount: answers.price } }
      - { task: { title: "Позвонить: {{answers.name}}, {{answers.phone}}", due: 4h, to: owner } }

`;

const begin = `  - id: begin
    ask: date
    title: { ru: Начало, en: Start }
    text: { ru: "Когда хотели бы начать? Например: через месяц или 15 мая.", en: "When would you like to start? For example: in a month, or 15 May." }
    future: true
    skip: { ru: Пока не решили, en: Not decided yet }

`;

/** `sample` is the text of `flows/lead.yaml`. Throws when it has changed so much that the versions cannot be made of it. */
export function leadVersions(sample: string): LeadVersions {
  const running = before(before(sample, 'steps:', patience), '  - id: thanks', sale);
  return {
    earlier: before(sample, '  - id: service', email),
    running,
    draft: before(running, '  - id: told', begin),
  };
}

function before(yaml: string, line: string, block: string): string {
  const place = yaml.indexOf(`\n${line}\n`) + 1;
  if (place === 0) throw new Error(`The sample flow has no line "${line}" any more.`);
  return `${yaml.slice(0, place)}${block}${yaml.slice(place)}`;
}
